import type { ShownFigures } from "../digest.ts";
import type { Finding, Found, UsualRange } from "../finding.ts";
import { type MetricId, metricOf } from "../metrics.ts";
import { cleanText } from "../text.ts";
import type { Language } from "../words/language.ts";

/** A finding with its words and rounded figures. */
export function tell(found: Found, language: Language): Finding {
  const { label: labelOf, write, words } = language;
  const { value, metric, direction: side, history, entity } = found;
  const label = labelOf(metric);
  const figures = figuresOf(value, found.usual, metric, language);
  return {
    ...found,
    label,
    ...inWords(found, language),
    shown: {
      title: write("cardTitle", { who: cleanText(entity.name), label: cleanText(label), side }),
      ...figures,
      unit: found.kind === "count" ? unitOf(value, found.unit) : "",
      certainty: words.certainty[found.certainty],
      alt: write("alt", { weeks: history.length, label: cleanText(label, 60), ...figures, side }),
    },
  };
}

/** Sentences and links; of links with the same words only the first. */
export function inWords(
  { statements, evidence }: Pick<Found, "statements" | "evidence">,
  { say }: Language,
): Pick<Finding, "statements" | "sentences" | "evidence"> {
  const links = evidence.map(({ statement, url }) => ({ text: say(statement), url, statement }));
  return {
    statements,
    sentences: statements.map(say),
    evidence: links.filter(({ text }, place) => links.findIndex((each) => each.text === text) === place),
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
  if (value === null || usual === null) {
    return {
      value: value === null ? write("notKnown") : formats.value(value, quantity),
      usual: usual === null ? write("noRange") : formats.range(usual, quantity),
      change: "",
    };
  }
  return {
    ...formats.figures(value, usual, quantity),
    change: formats.change(value, usual.middle, quantity) ?? "",
  };
}

function unitOf(value: number, unit: string): string {
  return Math.round(value) === 1 ? unit.replace(/s$/, "") : unit;
}
