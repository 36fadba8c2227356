import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export type InboxMessage = {
  readonly from: string;
  readonly to: readonly string[];
  /** The message as it came over the wire, dots unstuffed. */
  readonly raw: Buffer;
};

export type Refusal = { readonly code: number; readonly text: string };

export type InboxOptions = {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /**
   * Says no at a stage, for good (5xx) or for now (4xx).
   *
   * `value` is the sender for `mail`, one recipient for `rcpt`, the whole message for `data`.
   */
  readonly refuse?: (stage: "mail" | "rcpt" | "data", value: string) => Refusal | undefined;
};

export type Inbox = {
  readonly url: string;
  readonly messages: readonly InboxMessage[];
  close(): Promise<void>;
};

/**
 * A mail server on this machine that keeps what it gets and delivers nothing: no login, no encryption,
 * loopback only.
 *
 * @example
 * const inbox = await startInbox();
 * await createTransport(inbox.url).sendMail({ from, to, subject, text });
 * inbox.messages[0]?.raw.toString(); // => "From: …"
 */
export async function startInbox(options: InboxOptions = {}): Promise<Inbox> {
  const messages: InboxMessage[] = [];
  const check = (stage: "mail" | "rcpt" | "data", value: string): Error | undefined => {
    const refusal = options.refuse?.(stage, value);
    return refusal && Object.assign(new Error(refusal.text), { responseCode: refusal.code });
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 1000,
    logger: false,
    onMailFrom: (address, _session, done) => done(check("mail", address.address)),
    onRcptTo: (address, _session, done) => done(check("rcpt", address.address)),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("error", done);
      stream.on("end", () => {
        const raw = Buffer.concat(chunks);
        const refusal = check("data", raw.toString());
        if (refusal) return done(refusal);
        const { mailFrom, rcptTo } = session.envelope;
        messages.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map((recipient) => recipient.address),
          raw,
        });
        done();
      });
    },
  });
  // A client that goes away in the middle is an error to smtp-server, and unheard errors end the process.
  server.on("error", () => {});
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    messages,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
