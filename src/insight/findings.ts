import type { Finding } from "../finding.ts";
import type { Entity, Level, Panel } from "../series.ts";
import type { Week } from "../week.ts";
import { foldCauses, type Story } from "./causes.ts";
import { withContext } from "./context.ts";
import type { ContextInput } from "./context-input.ts";
import { driversOf } from "./drivers.ts";
import type { Judgement } from "./judge.ts";
import { sentencesOf } from "./sentences.ts";

/** Drivers that a finding carries. */
const mostDrivers = 10;

/**
 * The week's findings, most important first: one for each cause, with who drives it and what to say.
 *
 * @param shownWeeks weeks before the judged one that a finding carries for its picture
 * @param isWithin whom the reader may read about; a cause outside it folds nothing within
 * @param facts what Gong tells beside the numbers; without it findings carry their numbers alone
 */
export function findingsOf(
  judgement: Judgement,
  panel: Panel,
  shownWeeks = panel.weeks.length - 1,
  isWithin: (entity: Entity) => boolean = () => true,
  facts?: ContextInput["facts"],
): readonly Finding[] {
  const outside = judgement.verdicts.filter(({ isFinding, series }) => isFinding && isWithin(series.entity));
  const stories = foldCauses(outside, (verdict) => driversOf(verdict, panel));
  const input = facts && { judgement, panel, facts, isWithin };
  return stories.map((story) => findingOf(story, panel, shownWeeks, input));
}

/** `2026-W46:team:4001:callsAsHost` */
export function findingId(week: Week, level: Level, entityId: string, metric: string): string {
  return `${week}:${level}:${entityId}:${metric}`;
}

function findingOf(
  { lead, drivers, folded }: Story,
  { weeks }: Panel,
  shownWeeks: number,
  input: ContextInput | undefined,
): Finding {
  const { series, metric, value, base, usual, score } = lead;
  const { entity } = series;
  const week = weeks.at(-1) ?? "";
  const finding: Finding = {
    id: findingId(week, entity.level, entity.id, metric.id),
    level: entity.level,
    entity: { id: entity.id, name: entity.name, team: entity.teamId },
    metric: metric.id,
    label: metric.label,
    kind: metric.kind,
    unit: metric.unit,
    value,
    base,
    usual,
    direction: score < 0 ? "down" : "up",
    score,
    certainty: lead.certainty ?? "weak",
    drivers: drivers.slice(0, mostDrivers),
    sentences: sentencesOf(lead, drivers, folded),
    evidence: [],
    history: weeks
      .map((each, index) => ({
        week: each,
        value: series.values[index] ?? null,
        base: series.bases[index] ?? null,
      }))
      .slice(-1 - shownWeeks),
    folded: folded.map((other) =>
      findingId(week, other.series.entity.level, other.series.entity.id, other.metric.id),
    ),
  };
  return input ? withContext(finding, lead, drivers, input) : finding;
}
