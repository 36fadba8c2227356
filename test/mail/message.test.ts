import { generateKeyPairSync } from "node:crypto";
import { simpleParser } from "mailparser";
import { afterEach, describe, expect, it, vi } from "vitest";
import { dkimKeyOf } from "../../src/mail/dkim.ts";
import { buildMessage, type MessageInput } from "../../src/mail/message.ts";
import { render } from "../../src/mail/render.ts";
import { someDkimKey, verified } from "../support/dkim.ts";
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

  it("has what is attached beside what is read, named by week and scope", async () => {
    const rendered = await render(digest);

    const { raw } = await built({ rendered, attach: ["csv", "json"] });

    const types = [...raw.toString("latin1").matchAll(/^Content-Type: ([\w/]+)/gm)].map(([, type]) => type);
    expect(types).toEqual([
      "multipart/mixed",
      "multipart/alternative",
      "text/plain",
      "multipart/related",
      "text/html",
      "image/png",
      "image/png",
      "image/png",
      "text/csv",
      "application/json",
    ]);
    const mail = await simpleParser(raw, { skipImageLinks: true });
    const files = mail.attachments.filter(({ contentDisposition }) => contentDisposition === "attachment");
    expect(files.map(({ filename, content }) => [filename, content.toString()])).toEqual([
      ["gong-digest-2026-W46-team-T3.csv", rendered.csv],
      ["gong-digest-2026-W46-team-T3.json", rendered.json],
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
      "feedback-id": "2026-W46:team:weekly:gong-digest",
      "list-unsubscribe": expect.stringMatching(/^<mailto:revops@example\.com\?subject=[^ ]*>$/),
      "x-entity-ref-id": messageId,
      "mime-version": "1.0",
      "content-type": expect.stringContaining("multipart/alternative"),
    });
  });

  it("unsubscribes by a mail that says who, from what, and the command that does it", async () => {
    const { raw } = await built({ recipient: "maria+gong@example.com", replyTo: "rev+ops@example.com" });

    const url = new URL((await unsubscribeOf(raw)).mail ?? "");

    expect(decodeURIComponent(url.pathname)).toBe("rev+ops@example.com");
    expect(url.searchParams.get("subject")).toBe(
      "Unsubscribe maria+gong@example.com from Gong digest team:T3",
    );
    expect(url.searchParams.get("body")).toBe(
      "gong-digest suppress add maria+gong@example.com --scope team:T3",
    );
  });

  it("offers one click only where the company has a page that takes it", async () => {
    const unsubscribeUrl = "https://example.com/stop?to={recipient}&list={scope}";

    const [without, with_] = await Promise.all([built(), built({ unsubscribeUrl })]);

    expect(await unsubscribeOf(without.raw)).toMatchObject({ post: undefined, https: undefined });
    expect(await unsubscribeOf(with_.raw)).toMatchObject({
      post: "List-Unsubscribe=One-Click",
      https: "https://example.com/stop?to=maria%40example.com&list=team%3AT3",
      mail: expect.stringMatching(/^mailto:/),
    });
  });

  it("puts a correction into the thread of what it corrects, and a first mail into none", async () => {
    const [first, second] = [await built(), await built({ revision: 2 })];

    const { raw } = await built({ revision: 3 });

    const mail = await simpleParser(raw);
    expect(mail.inReplyTo).toBe(second.messageId);
    expect(mail.references).toEqual([first.messageId, second.messageId]);
    expect((await simpleParser(first.raw)).headers.has("in-reply-to")).toBe(false);
    expect((await simpleParser(first.raw)).headers.has("references")).toBe(false);
  });

  it.each(["from", "replyTo"] as const)("lets no name in %s write a header of its own", async (place) => {
    for (const name of hostileNames) {
      const { raw } = await built({ [place]: `${name} <digest@example.com>` });

      const mail = await simpleParser(raw);
      expect(mail.headerLines.map(({ key }) => key).sort(), JSON.stringify(name)).toEqual(usualHeaders);
      expect(mail.from?.value, JSON.stringify(name)).toHaveLength(1);
      expect(mail.from?.value[0]?.name ?? "").not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      expect(mail.to).toMatchObject({ text: "maria@example.com" });
    }
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

  it("gives the same bytes for the same input, in another zone too", async () => {
    const here = await built({ rendered: await render(digest) });

    vi.stubEnv("TZ", "Asia/Kolkata");
    const offset = new Date(0).getTimezoneOffset();
    const there = await built({ rendered: await render(digest) });

    expect(offset).toBe(-330);
    expect(there.raw.equals(here.raw)).toBe(true);
  });

  it("has a Message-ID of week, scope, recipient and revision alone", async () => {
    const first = await built();

    const second = await built({
      rendered: { ...(await render(digest)), text: "other", html: "other", subject: "other" },
      digest: { ...digest, findings: [], scope: { ...digest.scope, name: "Other" } },
      recipient: "Maria@Example.com",
      date: new Date("2027-01-01T00:00:00Z"),
      replyTo: "lee@example.com",
    });

    expect(second.messageId).toBe(first.messageId);
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

describe("a signed mail", () => {
  const key = someDkimKey();
  const unsubscribeUrl = "https://example.com/stop?to={recipient}";

  it("passes at a receiver, over both unsubscribe headers and all that it acts on", async () => {
    const { raw } = await built({ dkim: key, unsubscribeUrl, attach: ["csv", "json"], revision: 2 });

    const { result, headers } = await verified(raw, key);

    expect(result).toBe("pass");
    const present = (await simpleParser(raw)).headerLines.map(({ key: name }) => name);
    expect(headers.toSorted()).toEqual(present.filter((name) => name !== "dkim-signature").toSorted());
    expect(headers).toEqual(expect.arrayContaining(["list-unsubscribe", "list-unsubscribe-post"]));
  });

  it.each([
    ["List-Unsubscribe-Post", /^List-Unsubscribe-Post: .*$/m, "List-Unsubscribe-Post: x=y"],
    ["text", /EMEA/, "APAC"],
  ])("fails when its %s is changed on the way", async (_, what, by) => {
    const { raw } = await built({ dkim: key, unsubscribeUrl });

    const changed = Buffer.from(raw.toString("latin1").replace(what, by), "latin1");

    expect(changed.equals(raw)).toBe(false);
    expect((await verified(changed, key)).result).not.toBe("pass");
  });

  it("is the same each time", async () => {
    expect((await built({ dkim: key })).raw.equals((await built({ dkim: key })).raw)).toBe(true);
  });

  it("is refused a key that is none, is of another kind or too short, without repeating it", () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const other = privateKey.export({ type: "pkcs8", format: "pem" }).toString();

    expect(() => dkimKeyOf("example.com", "s", "secret words")).toThrow(
      /^mail\.dkim: the key cannot be read, expected an RSA private key as PEM(?!.*secret words)/,
    );
    expect(() => dkimKeyOf("example.com", "s", other)).toThrow(/the key is ed25519, expected an RSA/);
    expect(() => someDkimKey("example.com", 512)).toThrow(/the key is rsa of 512 bits, expected an RSA/);
  });
});

const hostileNames: readonly string[] = [
  "Gong\r\nBcc: x@example.com",
  "Gong\nX-Evil: 1\n\nbody",
  "Gong\u0000\u0007\u001b[31m",
  "\u202egnoG\u202c \u2066x\u2069",
  'Gong", "Eve',
  "Gong, Eve",
  "=?utf-8?q?=0D=0ABcc:=20v@example.com?=",
  "Gong; group: a@example.com",
  "\u2028Bcc: x@example.com",
  "Zoë 東京 ".repeat(40),
];

const usualHeaders = (
  "auto-submitted content-type date feedback-id from list-id list-unsubscribe message-id mime-version reply-to " +
  "subject to x-entity-ref-id"
).split(" ");

async function unsubscribeOf(raw: Buffer) {
  const { headerLines } = await simpleParser(raw);
  const lineOf = (name: string): string | undefined =>
    headerLines
      .find(({ key }) => key === name)
      ?.line.slice(name.length + 2)
      .replace(/\r?\n/g, "");
  const links = [...(lineOf("list-unsubscribe") ?? "").matchAll(/<([^>]*)>/g)].map(([, link]) => link);
  return {
    post: lineOf("list-unsubscribe-post"),
    https: links.find((link) => link?.startsWith("https:")),
    mail: links.find((link) => link?.startsWith("mailto:")),
  };
}

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
