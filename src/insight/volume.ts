import type { Slot, Statement } from "../words/statement.ts";
import type { Judgement, Verdict } from "./judge.ts";
import { verdictFor } from "./verdicts.ts";

/**
 * Hours are calls times their mean length: which of the two left its usual range, and which did not. Nothing where
 * both did or neither.
 */
export function volumeOf({ series }: Verdict, judgement: Judgement): Statement | null {
  if (series.metric !== "callHours") return null;
  const { level, id } = series.entity;
  const calls = verdictFor(judgement, level, id, "callsAsHost");
  const length = verdictFor(judgement, level, id, "meanCallLength");
  if (!calls || !length || isInside(calls) === isInside(length)) return null;
  return {
    pattern: isInside(length) ? "callsNotLength" : "lengthNotCalls",
    slots: {
      calls: shownValue(calls),
      usualCalls: shownUsual(calls),
      value: shownValue(length),
      usual: shownUsual(length),
    },
  };
}

const isInside = ({ value, usual }: Verdict): boolean => value >= usual.low && value <= usual.high;
const shownValue = ({ value, metric }: Verdict): Slot => ({ value, of: metric.id });
const shownUsual = ({ usual, metric }: Verdict): Slot => ({ range: usual, of: metric.id });
