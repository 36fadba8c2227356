import type { WantedContext } from "../context.ts";
import type { Found } from "../finding.ts";
import type { Panel } from "../series.ts";
import { peopleBehind } from "./context.ts";
import { driversOf } from "./drivers.ts";
import type { Judgement } from "./judge.ts";
import { verdictFor } from "./verdicts.ts";

/** Findings of one reader that are asked about: those that a mail can tell in full. */
const mostFindings = 10;

/**
 * Whose context the findings of several readers ask for, the most important first: everybody's first finding, then
 * everybody's second. Each person and metric comes once.
 *
 * @param mostPeople different people among them
 */
export function wantedContext(
  readers: readonly (readonly Found[])[],
  judgement: Judgement,
  panel: Panel,
  mostPeople: number,
): readonly WantedContext[] {
  const wanted = new Map<string, WantedContext>();
  const people = new Set<string>();
  for (let place = 0; place < mostFindings; place += 1) {
    for (const findings of readers) {
      const finding = findings[place];
      const verdict = finding && verdictFor(judgement, finding.level, finding.entity.id, finding.metric);
      if (!finding || !verdict) continue;
      const { parts } = driversOf(verdict, judgement, panel);
      for (const person of peopleBehind(verdict, parts, judgement, panel)) {
        if (!people.has(person) && people.size >= mostPeople) continue;
        people.add(person);
        const { metric, direction, level, value } = finding;
        const hasCalls = level !== "person" || value > 0;
        wanted.set(`${person} ${metric}`, { person, metric, direction, hasCalls });
      }
    }
  }
  return [...wanted.values()];
}
