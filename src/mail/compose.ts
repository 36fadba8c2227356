import type { AppliedMute, BackToUsual, CheckedRow, Digest, NewLevel } from "../digest.ts";
import type { Finding, UsualRange } from "../finding.ts";
import { formatRange, formatValue } from "../format.ts";
import { type Metric, type MetricId, metricOf, metrics } from "../metrics.ts";
import type { Entity } from "../series.ts";
import { mondayOf, sundayOf, type Week } from "../week.ts";
import { entityOf, isWithin, type Reach } from "./scope.ts";

/** What was found about one value, without how. */
export type CheckedValue = {
  readonly entity: Entity;
  readonly metric: Metric;
  readonly value: number;
  readonly usual: UsualRange;
  /** Far enough outside the range for at least a weak finding. */
  readonly isUnusual: boolean;
};

export type ComposeInput = {
  readonly week: Week;
  readonly timeZone: string;
  readonly reach: Reach;
  readonly windowWeeks: number;
  /** Those within the reach, most important first. */
  readonly findings: readonly Finding[];
  /** Every value that was judged. */
  readonly checked: readonly CheckedValue[];
  /** This week's value of any entity and metric, judged or not; null where missing. */
  readonly valueOf: (entity: Pick<Entity, "level" | "id">, metric: MetricId) => number | null;
  readonly dataNotes: readonly string[];
  /** Findings within the reach that are left out, and by which mutes. */
  readonly muted: number;
  readonly mutes: readonly AppliedMute[];
  readonly newLevels: readonly NewLevel[];
  /** The digest of the week before, as it was told to this scope. */
  readonly before: Digest | null;
};

/** Chooses what one scope is told about one week; findings and rows of others are left out. */
export function compose(input: ComposeInput): Digest {
  const { week, reach, checked } = input;
  const within = checked.filter(({ entity }) => isWithin(reach, entity));
  const { findings } = input;
  return {
    schemaVersion: 1,
    week,
    from: mondayOf(week),
    to: sundayOf(week),
    timeZone: input.timeZone,
    scope: reach.scope,
    status: "complete",
    dataNotes: input.dataNotes,
    headline: headlineOf(input, within.length),
    windowWeeks: input.windowWeeks,
    checked: within.length,
    quiet: findings.length === 0,
    findings,
    backToUsual: backToUsual(input.before, within, findings),
    drifts: [],
    muted: input.muted,
    mutes: input.mutes,
    newLevels: input.newLevels,
    checkedName:
      reach.scope.kind === "tree"
        ? reach.scope.name.replace(/^Everyone below /, "Direct reports of ")
        : reach.scope.name,
    checkedRows: checkedRows(input, within),
  };
}

const longestHeadline = 90;

function headlineOf({ findings, reach: { scope }, muted }: ComposeInput, checked: number): string {
  const [first] = findings;
  if (!first) {
    const name = scope.kind === "company" ? "the company" : scope.name;
    if (checked === 0) return `Nothing could be judged for ${name} this week`;
    return `Nothing stands out for ${name}${muted === 0 ? "" : " besides what is muted"}`;
  }
  const way = first.direction === "down" ? "below" : "above";
  const others = findings.length - 1;
  const tail = others === 0 ? "" : `; ${others} more stand${others === 1 ? "s" : ""} out`;
  const full = `${first.entity.name}: ${first.label} ${way} usual${tail}`;
  return full.length <= longestHeadline ? full : `${first.label} ${way} usual${tail}`;
}

function backToUsual(
  before: Digest | null,
  within: readonly CheckedValue[],
  findings: readonly Finding[],
): readonly BackToUsual[] {
  const told = new Set(findings.map(({ level, entity, metric }) => `${level} ${entity.id} ${metric}`));
  return (before?.findings ?? []).flatMap((finding) => {
    const { level, entity, metric } = finding;
    if (told.has(`${level} ${entity.id} ${metric}`)) return [];
    const now = within.find(
      (each) => each.entity.level === level && each.entity.id === entity.id && each.metric.id === metric,
    );
    if (!now || now.value < now.usual.low || now.value > now.usual.high) return [];
    const shown = formatValue(now.value, now.metric);
    const was = formatValue(finding.value, now.metric);
    const range = formatRange(now.usual, now.metric);
    return [
      {
        id: finding.id,
        sentence: `${entity.name}, ${now.metric.label}: ${shown}, inside the usual ${range} again (${was} the week before).`,
      },
    ];
  });
}

/** The scope's own values, every known metric in its order, then names that only Gong knows. */
function checkedRows(input: ComposeInput, within: readonly CheckedValue[]): readonly CheckedRow[] {
  const subject = entityOf(input.reach.scope);
  const own = new Map(
    within
      .filter(({ entity }) => entity.level === subject.level && entity.id === subject.id)
      .map((each) => [each.metric.id, each]),
  );
  const ids = new Set([...metrics.map(({ id }) => id), ...own.keys()]);
  return [...ids].flatMap((id): CheckedRow[] => {
    const { label, kind, unit } = metricOf(id);
    const judged = own.get(id);
    const value = judged?.value ?? input.valueOf(subject, id);
    if (value === null && !judged) return [];
    const direction = judged ? directionOf(judged) : "unknown";
    return [{ metric: id, label, kind, unit, value, usual: judged?.usual ?? null, direction }];
  });
}

function directionOf({ value, usual, isUnusual }: CheckedValue): CheckedRow["direction"] {
  if (!isUnusual) return "usual";
  return value < usual.middle ? "down" : "up";
}
