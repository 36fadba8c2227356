import MailComposer from "nodemailer/lib/mail-composer";
import { addressOf, headerText } from "./address.ts";
import { type DkimKey, signed } from "./dkim.ts";
import type { Message } from "./message.ts";

/** A plain message to the person who runs the job; never about findings. */
export type Notice = {
  readonly to: string;
  readonly from: string;
  readonly date: Date;
  readonly subject: string;
  /** Lines of text; a line break stands between two. */
  readonly lines: readonly string[];
  /** Tells one notice from another, in letters, digits and dashes. */
  readonly name: string;
  /** Signs it, as the digests. */
  readonly dkim?: DkimKey | null;
};

/**
 * Builds the message, plain text alone.
 *
 * @throws {MailError} `config` when an address is not exactly one address
 */
export async function buildNotice({
  to,
  from,
  date,
  subject,
  lines,
  name,
  dkim = null,
}: Notice): Promise<Message> {
  const sender = addressOf(from, "mail.from");
  const reader = addressOf(to, "ops.email");
  const envelope = { from: sender.address, to: reader.address };
  const messageId = `<${name}.${date.getTime()}@${sender.address.split("@")[1] ?? ""}>`;
  const mail = new MailComposer({
    from: sender,
    to: reader,
    envelope,
    messageId,
    date,
    newline: "windows",
    subject: headerText(subject, 200),
    text: `${lines.join("\n")}\n`,
    textEncoding: "quoted-printable",
    disableFileAccess: true,
    disableUrlAccess: true,
    headers: { "Auto-Submitted": "auto-generated" },
  });
  const raw = await mail.compile().build();
  return { messageId, envelope, raw: dkim === null ? raw : await signed(raw, dkim) };
}
