/** A request as the mock keeps it. */
export type SeenRequest = {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The parsed JSON; the text when it is none; of an upload `{ parts }` with sizes; `undefined` without a body. */
  readonly body: unknown;
  /** What was answered; 0 before that and when nothing was. */
  readonly status: number;
};

/**
 * What goes wrong with a request, on demand.
 *
 * - `status`: this answer instead; it costs no quota and needs no login
 * - `drop`: the connection ends without an answer; `cut`: in the middle of the true answer
 * - `stall`: no answer, the connection stays open until the client or the mock closes
 * - `patch`: the true answer, changed; ids that are bare numbers in it are bigints
 */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | { readonly kind: "drop" | "stall" | "cut" }
  | { readonly patch: (answer: unknown) => unknown };
