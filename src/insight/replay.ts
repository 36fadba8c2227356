import { seriesUntil } from "../packed.ts";
import type { Entity, Panel } from "../series.ts";
import type { Week } from "../week.ts";
import { alertThreshold, isTold, leastThreshold } from "./decision.ts";
import { type Judgement, judgeWeek, type Verdict } from "./judge.ts";
import { changing } from "./made.ts";
import { gridOf } from "./panel-grid.ts";
import { judgeWeeks } from "./weeks.ts";

/** A past week with the panel that ends in it, judged. */
export type Replayed = { readonly week: Week; readonly panel: Panel; readonly judgement: Judgement };

/**
 * Judges several weeks of one panel in one pass, each from the weeks before it alone: what judging the panel that
 * ends in that week would give, to the last digit.
 *
 * @param weeks which of the panel's weeks
 * @param falseAlerts false alerts that a week may hold on average
 */
export function* replay(panel: Panel, weeks: ReadonlySet<Week>, falseAlerts?: number): Generator<Replayed> {
  for (const { week: place, sheet } of judgeWeeks(gridOf(panel))) {
    const week = panel.weeks[place];
    if (week === undefined || !weeks.has(week)) continue;
    const then = panelUntil(panel, place);
    yield { week, panel: then, judgement: judgeWeek(then, falseAlerts, sheet) };
  }
}

/** The panel as it ends in an earlier week: its rows as they are, people in the team of that week. */
function panelUntil({ weeks, series, teamOf }: Panel, last: number): Panel {
  const teams = new Map([...teamOf].map(([person, all]) => [person, all.slice(0, last + 1)]));
  return {
    weeks: weeks.slice(0, last + 1),
    teamOf: teams,
    series: series.map((own) => seriesUntil(own, last + 1, entityIn(teams, own.entity))),
  };
}

function entityIn(teams: Panel["teamOf"], entity: Entity): Entity {
  if (entity.level !== "person") return entity;
  return { ...entity, teamId: teams.get(entity.id)?.at(-1) ?? null };
}

/**
 * The same week at another budget of false alerts: only which verdicts are findings depends on it, so a week is
 * judged once for all budgets.
 */
export function atBudget({ verdicts }: Judgement, falseAlerts: number): Judgement {
  const threshold = alertThreshold(verdicts.length, falseAlerts);
  return {
    threshold,
    verdicts: changing(verdicts, (verdict) => {
      const { score, isSilence, metric, value, span } = verdict;
      if (Math.abs(score) < leastThreshold) return verdict.isFinding ? withFinding(verdict, false) : verdict;
      const { figures } = verdict;
      const { expected, low, high } = figures;
      const isFinding = isTold(
        { kind: metric.kind, value, expected, low, high, score, span, isSilence },
        threshold,
      );
      return isFinding === verdict.isFinding ? verdict : withFinding(verdict, isFinding);
    }),
  };
}

/** A spread alone leaves out what is made when it is asked for. */
const withFinding = (verdict: Verdict, isFinding: boolean): Verdict => ({
  ...verdict,
  figures: verdict.figures,
  isFinding,
});
