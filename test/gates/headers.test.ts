import { simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import { readMails } from "./mails.ts";

/** Headers that a mail of ours may have; whatever else is there came from outside. */
const allowed: ReadonlySet<string> = new Set(
  (
    "auto-submitted content-type date dkim-signature feedback-id from in-reply-to list-id list-unsubscribe " +
    "list-unsubscribe-post message-id mime-version references reply-to subject to x-entity-ref-id"
  ).split(" "),
);

const needed = (
  "auto-submitted content-type date feedback-id from list-id list-unsubscribe message-id mime-version reply-to " +
  "subject to x-entity-ref-id"
).split(" ");

/** RFC 5322, 2.1.1, without the line end. */
const longestLine = 998;

describe.each(await readMails())("headers of the mail: $name", ({ raw }) => {
  it("are those of a mail of ours, each once", async () => {
    const names = (await simpleParser(raw)).headerLines.map(({ key }) => key);

    expect(names.filter((name) => !allowed.has(name))).toEqual([]);
    expect(needed.filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it("name one sender, one reader, and a way out by mail", async () => {
    const mail = await simpleParser(raw);

    expect(mail.from?.value).toHaveLength(1);
    expect([mail.to].flat().flatMap((to) => to?.value ?? [])).toHaveLength(1);
    expect(mail.headerLines.find(({ key }) => key === "list-unsubscribe")?.line).toMatch(/<mailto:[^>\s]+>$/);
  });

  it("and all else are ASCII in lines that every server takes", () => {
    const lines = raw.toString("latin1").split("\r\n");

    expect(lines.filter((line) => line.length > longestLine)).toEqual([]);
    expect(lines.filter((line) => /[^\t\x20-\x7e]/.test(line))).toEqual([]);
  });
});
