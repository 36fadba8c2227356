/**
 * What to do about it: `credentials` another key · `scope` a right that the key lacks · `base-url` another
 * address · `request` another input · `rate-limit` later, Gong's or our own budget · `unavailable` later,
 * Gong or the way there is broken · `contract` Gong's answer is not what its documents promise ·
 * `incomplete` pages that contradict each other, so nothing may be concluded from them.
 */
export type GongErrorKind =
  | "credentials"
  | "scope"
  | "base-url"
  | "request"
  | "rate-limit"
  | "unavailable"
  | "contract"
  | "incomplete";

export type GongErrorDetails = {
  /** `POST /v2/stats/interaction`; opens the message. Absent before any request. */
  readonly route?: string | undefined;
  /** HTTP status of the answer, absent when none came. */
  readonly status?: number | undefined;
  /** Gong's own reference, to quote to its support. */
  readonly requestId?: string | undefined;
  /** What in the message are Gong's words and not ours. Empty ones are passed over. */
  readonly said?: readonly string[] | undefined;
  readonly cause?: unknown;
};

/**
 * Anything that kept an answer of Gong from being used. Holds no key, no body and no address.
 *
 * @example
 * new GongError("scope", "the key lacks api:users:read", { route: "GET /v2/users" }).message;
 * // => "GET /v2/users: the key lacks api:users:read"
 */
export class GongError extends Error {
  override readonly name = "GongError";
  readonly kind: GongErrorKind;
  readonly route: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** Parts of the message that came from outside; a reader that takes orders from text must see which. */
  readonly said: readonly string[];

  constructor(kind: GongErrorKind, message: string, details: GongErrorDetails = {}) {
    const { route, status, requestId, said = [], cause } = details;
    super(route === undefined ? message : `${route}: ${message}`, cause === undefined ? {} : { cause });
    this.kind = kind;
    this.route = route;
    this.status = status;
    this.requestId = requestId;
    this.said = said.filter((words) => words !== "");
  }
}

/** Nothing goes on before a person has run `gong-digest auth login`. Trying again changes nothing. */
export class LoginNeeded extends GongError {
  constructor(message: string) {
    super("credentials", message);
  }
}
