import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import type { Digest } from "../../src/digest.ts";
import { correctionOf } from "../../src/mail/correction.ts";
import { dkimKeyOf } from "../../src/mail/dkim.ts";
import { buildMessage, type MessageInput } from "../../src/mail/message.ts";
import { render } from "../../src/mail/render.ts";
import { languageOf } from "../../src/words/language.ts";
import { digest, digestOf, fullDigest, quietDigest } from "../mail/fixture.ts";
import { hostileDigest } from "../mail/hostile.ts";

/** A mail as it goes over the wire, under a name for people. */
export type GateMail = { readonly name: string; readonly raw: Buffer };

/** The same mail as a reader's program takes it apart. */
export type ReadMail = GateMail & {
  readonly html: string;
  readonly text: string;
  /** PNGs by content id, as data URLs. */
  readonly pictures: ReadonlyMap<string, string>;
};

type Kind = {
  readonly name: string;
  readonly digest: Digest;
  readonly cards?: number;
  readonly message?: Partial<MessageInput>;
};

const corrected =
  correctionOf(
    digest,
    ({ value, usual, direction, level }) =>
      level === "team" ? { value: 121, usual, direction: null } : { value, usual, direction },
    { language: languageOf("en"), next: "2026-11-30T07:00:00.000-05:00" },
  ) ?? digest;

/** Every kind of mail that readers get; a new kind belongs here. */
const kinds: readonly Kind[] = [
  { name: "usual", digest },
  { name: "quiet", digest: quietDigest },
  { name: "full", digest: fullDigest, cards: 10 },
  {
    name: "incomplete",
    digest: digestOf({
      status: "incomplete",
      kind: "incomplete",
      lacking: ["interaction"],
      dataNotes: [
        "Gong could not be read whole for this week: talk statistics are missing, left out and not taken for zero.",
      ],
    }),
  },
  {
    name: "learning",
    digest: digestOf(
      {
        ...quietDigest,
        kind: "learning",
        closest: null,
        checked: 0,
        windowWeeks: 3,
        dataNotes: [
          "Still learning what is usual: three of eight weeks; usual ranges can be trusted from about Mon 21 Dec 2026 on.",
        ],
      },
      { learning: 8 },
    ),
  },
  { name: "correction", digest: corrected, message: { revision: 2 } },
  {
    name: "with attachments and one click",
    digest,
    message: {
      attach: ["csv", "json"],
      unsubscribeUrl: "https://example.com/stop?to={recipient}&list={scope}",
    },
  },
  { name: "hostile names", digest: hostileDigest },
];

/**
 * One mail of every kind.
 *
 * @param pem a key to sign them with; unsigned when absent
 */
export async function gateMails(pem?: string): Promise<readonly GateMail[]> {
  return Promise.all(
    kinds.map(async ({ name, digest: own, cards, message }) => {
      const { raw } = await buildMessage({
        rendered: await render(own, cards === undefined ? {} : { cards }),
        digest: own,
        recipient: "maria@example.com",
        from: "Gong digest <digest@example.com>",
        replyTo: "revops@example.com",
        date: new Date("2026-11-16T12:00:00Z"),
        revision: 1,
        ...message,
        ...(pem === undefined ? {} : { dkim: dkimKeyOf("example.com", "digest", pem) }),
      });
      return { name, raw };
    }),
  );
}

/** The kinds above, and every .eml in the folder that GATE_MAILS names. */
export async function readMails(): Promise<readonly ReadMail[]> {
  const folder = process.env.GATE_MAILS;
  const files = folder === undefined ? [] : readdirSync(folder).filter((file) => file.endsWith(".eml"));
  const given = files.map((file) => ({ name: file, raw: readFileSync(join(folder ?? "", file)) }));
  return Promise.all([...(await gateMails()), ...given].map(readMail));
}

async function readMail({ name, raw }: GateMail): Promise<ReadMail> {
  const { html, text, attachments } = await simpleParser(raw, { skipImageLinks: true });
  const pictures = attachments.flatMap(({ cid, contentType, content }): [string, string][] =>
    cid === undefined ? [] : [[cid, `data:${contentType};base64,${content.toString("base64")}`]],
  );
  return { name, raw, html: html || "", text: text ?? "", pictures: new Map(pictures) };
}

/** The HTML as a browser can show it: pictures inside. */
export function withPictures({ html, pictures }: ReadMail): string {
  return html.replace(/src="cid:([^"]+)"/g, (whole, cid: string) => {
    const data = pictures.get(cid);
    return data === undefined ? whole : `src="${data}"`;
  });
}
