import { createTransport } from "nodemailer";
import { afterEach, describe, expect, it } from "vitest";
import { type Inbox, type InboxOptions, startInbox } from "../../src/mock/inbox.ts";

let inbox: Inbox | undefined;
afterEach(() => inbox?.close());

const mail = {
  from: "digest@example.com",
  to: ["a@example.com", "b@example.com"],
  subject: "Week 46",
  text: ".dot",
};
const send = async (options: InboxOptions = {}): Promise<unknown> => {
  inbox = await startInbox(options);
  return createTransport(inbox.url).sendMail(mail);
};

describe("the inbox", () => {
  it("keeps a message with its envelope", async () => {
    await send();

    expect(inbox?.messages).toEqual([{ from: mail.from, to: mail.to, raw: expect.any(Buffer) }]);
    expect(inbox?.messages[0]?.raw.toString()).toMatch(
      /^From: digest@example\.com\r\n[\s\S]*\r\n\r\n\.dot\r\n$/,
    );
  });

  it.each`
    stage     | code
    ${"mail"} | ${451}
    ${"rcpt"} | ${550}
    ${"data"} | ${552}
  `("refuses at $stage with $code", async ({ stage, code }) => {
    const sent = send({ refuse: (at) => (at === stage ? { code, text: "not today" } : undefined) });

    await expect(sent).rejects.toMatchObject({ responseCode: code });
    expect(inbox?.messages).toEqual([]);
  });

  it("can refuse one recipient of two", async () => {
    await send({
      refuse: (_, value) => (value === "b@example.com" ? { code: 550, text: "unknown" } : undefined),
    });

    expect(inbox?.messages[0]?.to).toEqual(["a@example.com"]);
  });
});
