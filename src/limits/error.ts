/**
 * What to do about it: `denied` another persona, or another call · `budget` tomorrow · `approval` the owner's
 * approval, and then the same call again.
 */
export type LimitErrorKind = "denied" | "budget" | "approval";

/** A call that the owner's limits kept back. Nothing was sent to Gong. */
export class LimitError extends Error {
  override readonly name = "LimitError";
  readonly kind: LimitErrorKind;
  /** Whether a log of calls has it already. */
  readonly isNoted: boolean;

  constructor(kind: LimitErrorKind, message: string, { isNoted = false } = {}) {
    super(message);
    this.kind = kind;
    this.isNoted = isNoted;
  }
}
