/**
 * What the reader of the error has to do: change a setting, accept that the server said no for good, or try
 * again later.
 */
export type MailErrorKind = "config" | "refused" | "unavailable";

/** Everything that can go wrong between a digest and a mail server. Never holds a password. */
export class MailError extends Error {
  override readonly name = "MailError";
  readonly kind: MailErrorKind;

  constructor(kind: MailErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
