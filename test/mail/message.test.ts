import { simpleParser } from "mailparser";
import { afterEach, describe, expect, it, vi } from "vitest";
import { buildMessage, type MessageInput } from "../../src/mail/message.ts";
import { render } from "../../src/mail/render.ts";
import { digest } from "./fixture.ts";

afterEach(() => vi.unstubAllEnvs());

describe("buildMessage", () => {
  it("is plain text or HTML with its pictures", async () => {
    const { raw } = await built();

    const types = [...raw.toString("latin1").matchAll(/^Content-Type: ([\w/]+)/gm)].map(([, type]) => type);
    expect(types).toEqual([
      "multipart/alternative",
      "text/plain",
      "multipart/related",
      "text/html",
      "image/png",
      "image/png",
      "image/png",
    ]);
  });

  it("arrives as it was rendered", async () => {
    const rendered = await render(digest);

    const mail = await simpleParser((await built({ rendered })).raw, { skipImageLinks: true });

    expect(mail.subject).toBe(rendered.subject);
    expect(mail.text?.trim()).toBe(rendered.text.trim());
    expect(String(mail.html).trim()).toBe(rendered.html.trim());
    expect(mail.attachments.map(({ cid, content }) => ({ cid, png: content }))).toEqual(
      rendered.pictures.map(({ cid, png }) => ({ cid, png })),
    );
  });

  it("has these headers and no others", async () => {
    const { raw, messageId } = await built({ replyTo: "revops@example.com" });

    const mail = await simpleParser(raw);

    const lines = Object.fromEntries(
      mail.headerLines.map(({ key, line }) => [key, line.slice(key.length + 2)]),
    );
    expect(lines).toEqual({
      from: "Gong digest <digest@example.com>",
      to: "maria@example.com",
      "reply-to": "revops@example.com",
      subject: expect.any(String),
      "message-id": messageId,
      date: "Mon, 16 Nov 2026 12:00:00 +0000",
      "auto-submitted": "auto-generated",
      "list-id": "<gong-digest.example.com>",
      "list-unsubscribe": "<mailto:revops@example.com?subject=unsubscribe>",
      "x-entity-ref-id": messageId,
      "mime-version": "1.0",
      "content-type": expect.stringContaining("multipart/alternative"),
    });
  });

  it("goes to one recipient", async () => {
    const { envelope } = await built();

    expect(envelope).toEqual({ from: "digest@example.com", to: "maria@example.com" });
  });

  it("keeps lines short enough for every server", async () => {
    const { raw } = await built();

    const longest = Math.max(
      ...raw
        .toString("latin1")
        .split("\r\n")
        .map((line) => line.length),
    );
    expect(longest).toBeLessThanOrEqual(998);
  });

  it("stays under 150 KB", async () => {
    const { raw } = await built();

    expect(raw.length).toBeLessThan(150_000);
  });

  it("gives the same bytes for the same input, in another zone too", async () => {
    const here = await built({ rendered: await render(digest) });

    vi.stubEnv("TZ", "Asia/Kolkata");
    const offset = new Date(0).getTimezoneOffset();
    const there = await built({ rendered: await render(digest) });

    expect(offset).toBe(-330);
    expect(there.raw.equals(here.raw)).toBe(true);
  });

  it.each([
    ["recipient", { recipient: "lee@example.com" }],
    ["revision", { revision: 2 }],
    ["week", { digest: { ...digest, week: "2026-W47" } }],
    ["scope", { digest: { ...digest, scope: { ...digest.scope, id: "T4" } } }],
  ])("gives another %s another Message-ID", async (_, change) => {
    const first = await built();

    const second = await built(change);

    expect(second.messageId).not.toBe(first.messageId);
  });

  it.each([
    "maria",
    "",
    "a@example.com, b@example.com",
    "a@example.com b@example.com",
    "a@example.com\r\nBcc: b@example.com",
    "<a@example.com> <b@example.com>",
    "a@b@example.com",
  ])("refuses %j as a recipient", async (recipient) => {
    await expect(built({ recipient })).rejects.toThrow("recipient: expected one address");
  });

  it("keeps line breaks of a sender's name out of the header", async () => {
    const { raw } = await built({ from: "Gong\r\nBcc: x@example.com <digest@example.com>" });

    const mail = await simpleParser(raw);

    expect(mail.headers.has("bcc")).toBe(false);
    expect(mail.from?.value[0]?.address).toBe("digest@example.com");
  });
});

async function built(change: Partial<MessageInput> = {}) {
  return buildMessage({
    rendered: change.rendered ?? (await render(digest)),
    digest,
    recipient: "maria@example.com",
    from: "Gong digest <digest@example.com>",
    date: new Date("2026-11-16T12:00:00Z"),
    revision: 1,
    ...change,
  });
}
