import { mean, median } from "simple-statistics";
import type { Certainty, Finding } from "../finding.ts";
import type { Level } from "../series.ts";
import type { Week } from "../week.ts";
import { languageOf } from "../words/language.ts";
import { type Calibration, calibrationOf, sumOf } from "./calibration.ts";
import { findingsOf } from "./findings.ts";
import { earlyBelow, learningBelow, weeksKnown } from "./horizon.ts";
import type { Judgement } from "./judge.ts";
import { atBudget, type Replayed } from "./replay.ts";

/** A finding that a past week would have told, without the people and pictures around it. */
export type ToldFinding = Pick<
  Finding,
  "id" | "level" | "metric" | "certainty" | "score" | "value" | "usual"
> & {
  readonly entityId: string;
  /** The finding in words: value and usual range. */
  readonly sentence: string;
  /** With the values known today it would be none. */
  readonly isCorrected: boolean;
};

/** One past week at one budget. */
export type WeekTold = {
  readonly week: Week;
  /** Read in time, so that it was replayed as it was known then; else as it was first read, later. */
  readonly knownThen: boolean;
  /** Weeks before it that the replay knew anything of. */
  readonly weeksBefore: number;
  /** Values that were judged. */
  readonly checked: number;
  /** Values found before those of one cause were folded into one finding. */
  readonly values: number;
  readonly findings: readonly ToldFinding[];
  /** Null when a team or the company was found unusual. */
  readonly calibration: Calibration | null;
};

/** The values that a judged week finds at a budget, each by level, entity and metric. */
export function foundAt(judgement: Judgement, falseAlerts: number): ReadonlySet<string> {
  const found = atBudget(judgement, falseAlerts).verdicts.filter(({ isFinding }) => isFinding);
  return new Set(found.map(({ series: { entity, metric } }) => keyOf(entity.level, entity.id, metric)));
}

/**
 * What a replayed week told at a budget.
 *
 * @param foundToday what the same week finds on today's values at that budget; null when they are the same
 */
export function tell(
  { week, panel, judgement }: Replayed,
  falseAlerts: number,
  { knownThen, foundToday }: { readonly knownThen: boolean; readonly foundToday: ReadonlySet<string> | null },
): WeekTold {
  const own = atBudget(judgement, falseAlerts);
  const found = own.verdicts.filter(({ isFinding }) => isFinding);
  const findings = findingsOf(own, panel, 0).map((finding): ToldFinding => {
    const { id, level, entity, metric, certainty, score, value, usual, statements } = finding;
    return {
      id,
      level,
      entityId: entity.id,
      metric,
      certainty,
      score,
      value,
      usual,
      sentence: statements[0] ? languageOf("en").say(statements[0]) : "",
      isCorrected: foundToday?.has(keyOf(level, entity.id, metric)) === false,
    };
  });
  const isQuiet = found.every(({ series }) => series.entity.level === "person");
  return {
    week,
    knownThen,
    weeksBefore: weeksKnown(panel),
    checked: own.verdicts.length,
    values: found.length,
    findings,
    calibration: isQuiet ? calibrationOf(own.verdicts) : null,
  };
}

const keyOf = (level: Level, id: string, metric: string): string => `${level} ${id} ${metric}`;

/** `share` is null when there was nothing to take a share of. */
export type Share = { readonly count: number; readonly of: number; readonly share: number | null };

/** All weeks of a backtest together. */
export type Backtest = {
  readonly falseAlerts: number;
  readonly weeks: number;
  /** Weeks replayed as they were known then, and those that were first read later. */
  readonly known: { readonly asThen: number; readonly readLater: number };
  readonly findings: number;
  readonly byLevel: Readonly<Record<Level, number>>;
  readonly byCertainty: Readonly<Record<Certainty, number>>;
  /** Findings a week. */
  readonly perWeek: { readonly mean: number; readonly median: number; readonly max: number };
  /** Findings told the week before too, of the same entity and metric; of those with such a week in the backtest. */
  readonly repeated: Share;
  /** Ids of findings that with the values known today would be none. */
  readonly corrected: readonly string[];
  /** Weeks in which nothing was found. */
  readonly quietWeeks: number;
  /** On weeks in which neither a team nor the company was found unusual. */
  readonly calibration: Calibration & {
    readonly weeks: number;
    readonly below1Percent: number | null;
    readonly below01Percent: number | null;
    readonly coverage: number | null;
  };
  /** Weeks with fewer than 8, and with 8 to 11, weeks before them. */
  readonly thin: { readonly learning: number; readonly early: number };
};

/** @param told at least one week, oldest first, all at the same budget */
export function backtestOf(told: readonly WeekTold[], falseAlerts: number): Backtest {
  const findings = told.flatMap((week) => week.findings);
  const perWeek = told.map((week) => week.findings.length);
  const quiet = told.flatMap(({ calibration }) => calibration ?? []);
  const all = sumOf(quiet);
  const rate = (count: number): number | null => (all.values === 0 ? null : count / all.values);
  const count = (test: (finding: ToldFinding) => boolean): number => findings.filter(test).length;
  return {
    falseAlerts,
    weeks: told.length,
    known: {
      asThen: told.filter(({ knownThen }) => knownThen).length,
      readLater: told.filter(({ knownThen }) => !knownThen).length,
    },
    findings: findings.length,
    byLevel: {
      company: count(({ level }) => level === "company"),
      team: count(({ level }) => level === "team"),
      person: count(({ level }) => level === "person"),
    },
    byCertainty: {
      clear: count(({ certainty }) => certainty === "clear"),
      likely: count(({ certainty }) => certainty === "likely"),
      weak: count(({ certainty }) => certainty === "weak"),
    },
    perWeek: { mean: mean(perWeek), median: median(perWeek), max: Math.max(...perWeek) },
    repeated: repeatedOf(told),
    corrected: findings.filter(({ isCorrected }) => isCorrected).map(({ id }) => id),
    quietWeeks: perWeek.filter((each) => each === 0).length,
    calibration: {
      weeks: quiet.length,
      ...all,
      below1Percent: rate(all.below1),
      below01Percent: rate(all.below01),
      coverage: rate(all.inside),
    },
    thin: {
      learning: told.filter(({ weeksBefore }) => weeksBefore < learningBelow).length,
      early: told.filter(({ weeksBefore }) => weeksBefore >= learningBelow && weeksBefore < earlyBelow)
        .length,
    },
  };
}

/** How many findings of a week were told the week before, of the same entity and metric. */
export function repeatsIn(before: WeekTold | undefined, { findings }: WeekTold): number {
  const told = new Set(before?.findings.map(({ level, entityId, metric }) => keyOf(level, entityId, metric)));
  return findings.filter(({ level, entityId, metric }) => told.has(keyOf(level, entityId, metric))).length;
}

function repeatedOf(told: readonly WeekTold[]): Share {
  let [count, of] = [0, 0];
  for (const [place, week] of told.entries()) {
    if (place === 0) continue;
    count += repeatsIn(told[place - 1], week);
    of += week.findings.length;
  }
  return { count, of, share: of === 0 ? null : count / of };
}
