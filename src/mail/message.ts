import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import type { Digest } from "../digest.ts";
import { cleanText } from "../text.ts";
import { type Address, addressOf, domainOf } from "./address.ts";
import type { Rendered } from "./render.ts";

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
};

/** A mail for one recipient, ready for SMTP. */
export type Message = {
  readonly messageId: string;
  readonly envelope: { readonly from: string; readonly to: string };
  readonly raw: Buffer;
};

/**
 * Builds the mail: plain text or HTML with its pictures, headers of a machine that writes to a list. The same
 * input gives the same bytes, so a mail whose fate is unknown can be sent again as the same mail.
 *
 * @throws {MailError} `config` when an address is not exactly one address
 * @see https://www.rfc-editor.org/rfc/rfc3834 Auto-Submitted
 * @see https://www.rfc-editor.org/rfc/rfc2369 List-Unsubscribe
 */
export async function buildMessage(input: MessageInput): Promise<Message> {
  const { rendered, digest, date } = input;
  const to = addressOf(input.recipient, "recipient");
  const from = addressOf(input.from, "mail.from");
  const replyTo = input.replyTo === undefined ? from : addressOf(input.replyTo, "mail.replyTo");
  const hash = identityOf(digest, to, input.revision);
  const messageId = `<${digest.week}.${hash}@${domainOf(from)}>`;
  const envelope = { from: from.address, to: to.address };
  const mail = new MailComposer({
    from,
    to,
    replyTo,
    envelope,
    messageId,
    date,
    baseBoundary: hash,
    subject: cleanText(rendered.subject, 200),
    text: rendered.text,
    html: rendered.html,
    textEncoding: "quoted-printable",
    encoding: "quoted-printable",
    disableFileAccess: true,
    disableUrlAccess: true,
    headers: {
      "Auto-Submitted": "auto-generated",
      "List-ID": `<gong-digest.${domainOf(from)}>`,
      "List-Unsubscribe": `<mailto:${replyTo.address}?subject=unsubscribe>`,
      "X-Entity-Ref-ID": messageId,
    },
    attachments: rendered.pictures.map(({ cid, png }) => ({
      cid,
      content: png,
      contentType: "image/png",
      contentDisposition: "inline",
      filename: `${cid}.png`,
    })),
  });
  return { messageId, envelope, raw: await mail.compile().build() };
}

function identityOf(digest: Digest, to: Address, revision: number): string {
  const { kind, id } = digest.scope;
  const parts = [digest.week, kind, id, to.address.toLowerCase(), revision];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 24);
}
