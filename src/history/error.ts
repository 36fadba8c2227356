/** What the operator must do: choose another file, update the program, wait for the other process, set the clock. */
export type HistoryErrorKind =
  | "foreign"
  | "newer"
  | "damaged"
  | "busy"
  | "disk"
  | "data"
  | "clock"
  | "missing"
  | "older";

/** The history cannot be opened or used as asked. The file is left as it was. */
export class HistoryError extends Error {
  override readonly name = "HistoryError";
  readonly kind: HistoryErrorKind;

  constructor(kind: HistoryErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
