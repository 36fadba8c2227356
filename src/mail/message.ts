import MailComposer from "nodemailer/lib/mail-composer";
import type { Digest } from "../digest.ts";
import { addressOf, headerText } from "./address.ts";
import { type DkimKey, signed } from "./dkim.ts";
import { earlierIdsOf, identityOf, messageIdOf } from "./identity.ts";
import { listHeaders } from "./list-headers.ts";
import type { Rendered } from "./render.ts";
import { fileStem } from "./scope.ts";

/** What may hang on a mail besides what is read in it. */
export type Attachment = "csv" | "json";

export type MessageInput = {
  readonly rendered: Rendered;
  readonly digest: Digest;
  /** One plain address. */
  readonly recipient: string;
  /** An address, or `Name <address>`. */
  readonly from: string;
  /** A person who answers; the sender when absent. */
  readonly replyTo?: string;
  /** Stands in the Date header; the same on a retry, so that the bytes are the same. */
  readonly date: Date;
  /** 1 for the first mail about a week, 2 for its correction. */
  readonly revision: number;
  /** None when absent. */
  readonly attach?: readonly Attachment[];
  /** An https address of the company's own that takes one click; see `listHeaders`. */
  readonly unsubscribeUrl?: string;
  /** Unsigned when absent: most mail servers sign what they relay. */
  readonly dkim?: DkimKey;
};

/** A mail for one recipient, ready for SMTP. */
export type Message = {
  readonly messageId: string;
  readonly envelope: { readonly from: string; readonly to: string };
  readonly raw: Buffer;
};

/**
 * Builds the mail: plain text or HTML with its pictures, what is attached, headers of a machine that writes to
 * a list. The same input gives the same bytes, the signature among them, so a mail whose fate is unknown can be
 * sent again as the same mail.
 *
 * @throws {MailError} `config` when an address is not exactly one address
 */
export async function buildMessage(input: MessageInput): Promise<Message> {
  const { rendered, digest, date, revision, dkim, unsubscribeUrl } = input;
  const to = addressOf(input.recipient, "recipient");
  const from = addressOf(input.from, "mail.from");
  const replyTo = input.replyTo === undefined ? from : addressOf(input.replyTo, "mail.replyTo");
  const identity = { digest, to, revision };
  const messageId = messageIdOf(identity, from);
  const earlier = earlierIdsOf(identity, from);
  const list = { digest, to, from, replyTo, ...(unsubscribeUrl === undefined ? {} : { unsubscribeUrl }) };
  const envelope = { from: from.address, to: to.address };
  const mail = new MailComposer({
    from,
    to,
    replyTo,
    envelope,
    messageId,
    date,
    // A correction goes into the thread of what it corrects; weeks stay apart.
    ...(earlier.length === 0 ? {} : { inReplyTo: earlier.at(-1) ?? "", references: [...earlier] }),
    baseBoundary: identityOf(identity),
    // As it goes over the wire; a signature over other line ends would be one of another mail.
    newline: "windows",
    subject: headerText(rendered.subject, 200),
    text: rendered.text,
    html: rendered.html,
    textEncoding: "quoted-printable",
    encoding: "quoted-printable",
    disableFileAccess: true,
    disableUrlAccess: true,
    headers: Object.fromEntries(
      // As they are: the library would begin a long address on a line of its own, under an empty first one.
      Object.entries({ ...listHeaders(list), "X-Entity-Ref-ID": messageId }).map(([name, value]) => [
        name,
        { prepared: true, foldLines: false, value },
      ]),
    ),
    attachments: [
      ...rendered.pictures.map(({ cid, png }) => ({
        cid,
        content: png,
        contentType: "image/png",
        contentDisposition: "inline" as const,
        filename: `${cid}.png`,
      })),
      ...(input.attach ?? []).map((kind) => ({
        content: rendered[kind],
        contentType: attachmentTypes[kind],
        filename: `gong-digest-${fileStem(digest)}.${kind}`,
      })),
    ],
  });
  const raw = await mail.compile().build();
  return { messageId, envelope, raw: dkim === undefined ? raw : await signed(raw, dkim) };
}

const attachmentTypes: Readonly<Record<Attachment, string>> = {
  csv: "text/csv; charset=utf-8",
  json: "application/json",
};
