import type { Found } from "../finding.ts";
import { baseIn, valueIn } from "../packed.ts";
import type { Entity, Level, Panel } from "../series.ts";
import { drained, type Steps } from "../steps.ts";
import type { Week } from "../week.ts";
import { foldCauses, type Story } from "./causes.ts";
import { withContext } from "./context.ts";
import type { ContextInput } from "./context-input.ts";
import { driversOf } from "./drivers.ts";
import type { Judgement, Verdict } from "./judge.ts";
import type { Drivers } from "./members.ts";
import { rarityOf } from "./rarity.ts";
import { statementsOf } from "./statements.ts";
import { neighboursOf, surroundingsOf } from "./surroundings.ts";
import { findingsIn } from "./verdicts.ts";

/** Drivers that a finding carries. */
const mostDrivers = 10;

/**
 * The week's findings, most important first: one for each cause, with who drives it and what to say.
 *
 * @param shownWeeks weeks before the judged one that a finding carries for its picture
 * @param isWithin whom the reader may read about; a cause outside it folds nothing within
 * @param facts what Gong tells beside the numbers; without it findings carry their numbers alone
 */
export function findingsOf(...of: FindingsOf): readonly Found[] {
  return drained(findingsSteps(...of));
}

/** Finds as `findingsOf` does, with pauses. */
export function* findingsSteps(
  ...[judgement, panel, shownWeeks = panel.weeks.length - 1, isWithin = () => true, facts]: FindingsOf
): Steps<readonly Found[]> {
  const outside = findingsIn(judgement).filter(({ series }) => isWithin(series.entity));
  const drivers = new Map<Verdict, Drivers>();
  for (const verdict of outside) {
    drivers.set(verdict, driversOf(verdict, judgement, panel));
    yield;
  }
  const stories = foldCauses(
    outside,
    (verdict) => drivers.get(verdict) ?? driversOf(verdict, judgement, panel),
  );
  yield;
  const input = facts && { judgement, panel, facts, isWithin };
  const all: Found[] = [];
  for (const story of stories) {
    const found = findingOf(story, judgement, panel, { shownWeeks, isWithin });
    all.push(input ? withContext(found, story.lead, story.drivers.parts, input) : found);
    yield;
  }
  return all;
}

export type FindingsOf = readonly [
  judgement: Judgement,
  panel: Panel,
  shownWeeks?: number | undefined,
  isWithin?: ((entity: Entity) => boolean) | undefined,
  facts?: ContextInput["facts"] | undefined,
];

/** `2026-W46:team:4001:callsAsHost` */
export function findingId(week: Week, level: Level, entityId: string, metric: string): string {
  return `${week}:${level}:${entityId}:${metric}`;
}

function findingOf(
  { lead, drivers, folded }: Story,
  judgement: Judgement,
  panel: Panel,
  { shownWeeks, isWithin }: { shownWeeks: number; isWithin: (entity: Entity) => boolean },
): Found {
  const { series, metric, value, base, usual, score, weeks, streak, span } = lead;
  const { entity } = series;
  const week = panel.weeks.at(-1) ?? "";
  // Somebody who has left a team, or leads it, is not among the people of its reader.
  const parts = drivers.parts.filter(
    ({ id, name }) => entity.level !== "team" || isWithin({ level: "person", id, name, teamId: null }),
  );
  const found = {
    id: findingId(week, entity.level, entity.id, metric.id),
    level: entity.level,
    entity: { id: entity.id, name: entity.name, team: entity.teamId },
    metric: metric.id,
    kind: metric.kind,
    unit: metric.unit,
    value,
    base,
    usual,
    direction: score < 0 ? ("down" as const) : ("up" as const),
    score,
    certainty: lead.certainty ?? ("weak" as const),
    weeks,
    ...rarityOf(lead),
    streak,
    span,
    drivers: parts.slice(0, mostDrivers),
    decomposition: drivers.decomposition,
    around: surroundingsOf(lead, judgement, panel).filter(
      ({ level, id, name }) => level === "company" || isWithin({ level, id, name, teamId: null }),
    ),
    neighbours: neighboursOf(lead, judgement),
    evidence: [],
    history: panel.weeks
      .map((each, index) => ({
        week: each,
        value: valueIn(series, index),
        base: baseIn(series, index),
      }))
      .slice(-1 - shownWeeks),
    folded: folded.map((other) =>
      findingId(week, other.series.entity.level, other.series.entity.id, other.metric.id),
    ),
  };
  // Who accounts for it is asked of all parts; the digest carries the first ten.
  return { ...found, statements: statementsOf({ ...found, drivers: parts }, lead, judgement) };
}
