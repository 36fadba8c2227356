import type { ShownFigures } from "../digest.ts";
import type { Finding, Found, UsualRange } from "../finding.ts";
import { type MetricId, metricOf } from "../metrics.ts";
import { cleanText } from "../text.ts";
import type { Language } from "../words/language.ts";

/** A finding with its words and rounded figures. */
export function tell(found: Found, language: Language): Finding {
  const { say, label: labelOf, write, words } = language;
  const { value, metric, direction: side, history, entity } = found;
  const label = labelOf(metric);
  const figures = figuresOf(value, found.usual, metric, language);
  return {
    ...found,
    label,
    sentences: found.statements.map(say),
    shown: {
      title: write("cardTitle", { who: cleanText(entity.name), label: cleanText(label), side }),
      ...figures,
      unit: found.kind === "count" ? unitOf(value, found.unit) : "",
      certainty: words.certainty[found.certainty],
      alt: write("alt", { weeks: history.length, label: cleanText(label, 60), ...figures, side }),
    },
  };
}

/** A value, its usual range and the change as people read them; words where one of them is not known. */
export function figuresOf(
  value: number | null,
  usual: UsualRange | null,
  metric: MetricId,
  { formats, write }: Language,
): ShownFigures {
  const quantity = metricOf(metric);
  return {
    value: value === null ? write("notKnown") : formats.value(value, quantity),
    usual: usual === null ? write("noRange") : formats.range(usual, quantity),
    change: value === null || usual === null ? "" : (formats.change(value, usual.middle, quantity) ?? ""),
  };
}

function unitOf(value: number, unit: string): string {
  return Math.round(value) === 1 ? unit.replace(/s$/, "") : unit;
}
