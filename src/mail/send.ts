import { createTransport, type NodemailerError, type SMTPTransportOptions } from "nodemailer";
import { secretRemover } from "../secrets.ts";
import { MailError } from "./mail-error.ts";
import type { Message } from "./message.ts";
import { type OAuth2Login, tokenSource } from "./oauth2.ts";
import { secretsOf, smtpOptions, type Timeouts, withTokens } from "./smtp-url.ts";

/**
 * What became of one mail.
 *
 * `refused` is final. `deferred` was certainly not taken and may be tried again. `unknown` may have been taken:
 * the server asked for the mail and was not heard of since, so sending it again could make two of it.
 */
export type Delivery =
  | { readonly state: "sent"; readonly response: string }
  | { readonly state: "refused"; readonly code: number; readonly response: string }
  | { readonly state: "deferred"; readonly reason: string }
  | { readonly state: "unknown"; readonly reason: string };

export type Mailer = {
  /**
   * Connects and logs in, sends nothing.
   *
   * @throws {MailError} `config` when settings must change, `unavailable` when later may be better
   */
  verify(): Promise<void>;
  /**
   * @param onDataStart called the moment the server asks for the mail, before any of it leaves; when it throws,
   *   nothing is sent and `send` throws the same
   * @throws {MailError} `unavailable` after `close`
   */
  send(message: Pick<Message, "envelope" | "raw">, onDataStart: () => void): Promise<Delivery>;
  /**
   * Ends what is under way: at once what the server has not asked for, after a few seconds what it has. Its fate is
   * told as for any lost connection.
   */
  close(): void;
};

const usualGraceMs = 3_000;

export type MailerOptions = Timeouts & {
  /** How long a closed mailer waits for the answer to a mail that the server has; 3 seconds when absent. */
  readonly graceMs?: number;
  /** Access tokens for a server that takes no password. */
  readonly oauth2?: OAuth2Login;
};

/**
 * Sends mails one by one, a connection each: in a pool nobody could tell whose dialogue broke.
 *
 * @throws {MailError} `config` when the URL is none, or when it has a password and OAuth2 is set up too
 */
export function createMailer(
  smtpUrl: string,
  { oauth2, graceMs = usualGraceMs, ...timeouts }: MailerOptions = {},
): Mailer {
  const plain = smtpOptions(smtpUrl, timeouts);
  const tokens = oauth2 === undefined ? null : tokenSource(oauth2);
  const options = oauth2 && tokens ? withTokens(plain, oauth2, tokens) : plain;
  const hide = (text: string): string =>
    secretRemover(secretsOf(options, tokens))(
      secretsOf(options, tokens).reduce((shown, secret) => shown.replaceAll(secret, "***"), text),
    );
  const closing = new AbortController();
  return {
    async verify() {
      try {
        await createTransport(options).verify();
      } catch (error) {
        throw verifyError(error as NodemailerError, options, hide);
      }
    },
    async send(message, onDataStart) {
      if (closing.signal.aborted) throw new MailError("unavailable", "the mailer was closed");
      return dialogue(message, onDataStart, { options, hide, closing: closing.signal, graceMs });
    },
    close() {
      closing.abort();
    },
  };
}

type Hide = (text: string) => string;
type Context = {
  readonly options: SMTPTransportOptions;
  readonly hide: Hide;
  readonly closing: AbortSignal;
  readonly graceMs: number;
};

async function dialogue(
  { envelope, raw }: Pick<Message, "envelope" | "raw">,
  onDataStart: () => void,
  { options, hide, closing, graceMs }: Context,
): Promise<Delivery> {
  const stop = new AbortController();
  let dataStarted = false;
  let failure: { readonly error: unknown } | undefined;
  const started = (): void => {
    if (dataStarted) return;
    dataStarted = true;
    try {
      onDataStart();
    } catch (error) {
      failure = { error };
      // The library is in the middle of reading the reply; the body starts to flow a tick later.
      process.nextTick(() => stop.abort());
    }
  };
  let grace: NodeJS.Timeout | undefined;
  const onClose = (): void => {
    if (dataStarted) grace = setTimeout(() => stop.abort(), graceMs);
    else stop.abort();
  };
  closing.addEventListener("abort", onClose);
  const transport = createTransport({ ...options, debug: true, logger: dataWatch(started) });
  try {
    const { signal } = stop;
    const { response } = await transport.sendMail({ envelope: { ...envelope }, raw, signal });
    if (failure) throw failure.error;
    return { state: "sent", response: hide(response) };
  } catch (error) {
    if (failure) throw failure.error;
    return deliveryOf(error as NodemailerError, dataStarted, hide);
  } finally {
    clearTimeout(grace);
    closing.removeEventListener("abort", onClose);
    transport.close();
  }
}

/**
 * The library tells of the 354 only in its log. Some servers say 250 instead, so the first piece of the mail
 * that is logged counts as well.
 */
function dataWatch(started: () => void): Record<string, (entry: LogEntry, line?: unknown) => void> {
  const watch = ({ tnx }: LogEntry, line?: unknown): void => {
    if (tnx === "message" || (tnx === "server" && /^354\b/.test(String(line)))) started();
  };
  const ignore = (): void => {};
  return { trace: watch, debug: watch, info: watch, warn: ignore, error: ignore, fatal: ignore };
}

type LogEntry = { readonly tnx?: string };

/** Before these the server has judged the connection or the login, not the mail: nothing is final. */
const judgesTheMail: ReadonlySet<string> = new Set(["MAIL FROM", "RCPT TO", "DATA"]);

function deliveryOf(error: NodemailerError, dataStarted: boolean, hide: Hide): Delivery {
  const code = error.responseCode ?? 0;
  const response = hide(error.response ?? error.message);
  const aboutTheMail = dataStarted || judgesTheMail.has(error.command ?? "");
  if (code >= 500 && code < 600 && aboutTheMail) return { state: "refused", code, response };
  if (code >= 400 && code < 600) return { state: "deferred", reason: response };
  if (dataStarted) return { state: "unknown", reason: hide(error.message) };
  return { state: "deferred", reason: hide(error.message) };
}

function verifyError(error: NodemailerError, options: SMTPTransportOptions, hide: Hide): MailError {
  // The library passes on what the source of tokens threw, under a code of its own.
  if (error instanceof MailError) return new MailError(error.kind, hide(error.message));
  const place = `mail server ${options.host}:${options.port}`;
  const said = hide(error.message);
  const refused = (error.responseCode ?? 0) >= 500;
  if (error.code === "EAUTH" && (refused || error.responseCode === undefined)) {
    const login = options.auth?.type === "OAuth2" ? "access token of SMTP_OAUTH_*" : "login of SMTP_URL";
    return new MailError("config", `${place} does not take the ${login}: ${said}`);
  }
  if (error.code === "ETLS") {
    return new MailError("config", `${place} offers no TLS that can be trusted: ${said}`);
  }
  return new MailError(
    refused ? "refused" : "unavailable",
    `${place}: ${said}; see that it runs and that SMTP_URL or mail.smtpUrl names it`,
  );
}
