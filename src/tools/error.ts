/**
 * What to do about it: `unknown` another name · `input` another input · `denied` another setting, or another
 * way to call it · `confirm` the same call, confirmed.
 */
export type ToolErrorKind = "unknown" | "input" | "denied" | "confirm";

/** A call that was not made. Nothing was sent to Gong. */
export class ToolError extends Error {
  override readonly name = "ToolError";
  readonly kind: ToolErrorKind;

  constructor(kind: ToolErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
