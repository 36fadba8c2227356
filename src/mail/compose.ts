import type { AppliedMute, BackToUsual, CheckedRow, Digest, Drift, NewLevel, Told } from "../digest.ts";
import { type Finding, type Found, sideOf, type UsualRange } from "../finding.ts";
import { type Metric, type MetricId, metricOf, metrics, type Source } from "../metrics.ts";
import type { Entity } from "../series.ts";
import { drained, eachInSteps, type Steps } from "../steps.ts";
import { mondayOf, sundayOf, type Week } from "../week.ts";
import type { Language } from "../words/language.ts";
import type { Statement } from "../words/statement.ts";
import { leadOf } from "./lead.ts";
import { entityOf, isWithin, type Reach } from "./scope.ts";
import { figuresOf, tell } from "./shown.ts";
import { teamTable } from "./team-table.ts";

/** What was found about one value, without how. */
export type CheckedValue = {
  readonly entity: Entity;
  readonly metric: Metric;
  readonly value: number;
  readonly usual: UsualRange;
  /** How far from what is usual, as a z-score. */
  readonly score: number;
  /** Left out of what is told. */
  readonly isMuted: boolean;
};

/** What is told besides findings: the state of the history and of the job. */
export type Occasion = {
  /** Weeks of history that usual ranges can be trusted from, while there are fewer; null once there are. */
  readonly learning: number | null;
  /** Weeks before this one went without a digest. */
  readonly isCatchUp: boolean;
  readonly lacking: readonly Source[];
  /** When the next digest comes, as an ISO time. */
  readonly next: string | null;
};

export type ComposeInput = {
  readonly occasion: Occasion;
  readonly week: Week;
  readonly timeZone: string;
  readonly language: Language;
  readonly reach: Reach;
  readonly windowWeeks: number;
  /** Those within the reach, most important first. */
  readonly findings: readonly Found[];
  /** Every value that was judged. */
  readonly checked: Iterable<CheckedValue>;
  /** This week's value of any entity and metric, judged or not; null where missing. */
  readonly valueOf: (entity: Pick<Entity, "level" | "id">, metric: MetricId) => number | null;
  readonly dataNotes: readonly (Statement | string)[];
  /** Findings within the reach that are left out, and by which mutes. */
  readonly muted: number;
  readonly mutes: readonly AppliedMute[];
  readonly newLevels: readonly NewLevel[];
  /** The digest of the week before, as it was told to this scope. */
  readonly before: Digest | null;
};

/** Chooses what one scope is told about one week and words it; findings and rows of others are left out. */
export function compose(input: ComposeInput): Digest {
  return drained(composeSteps(input));
}

/** Composes as `compose` does, with pauses. */
export function* composeSteps(input: ComposeInput): Steps<Digest> {
  const { week, reach, language } = input;
  const within = yield* gather(input);
  const told = input.findings.map((found) => tell(found, language));
  // Inside its range this week, and outside only with the weeks before it.
  const isDrift = ({ streak, span, statements }: Finding): boolean =>
    streak === 0 && span > 1 && statements[0]?.pattern !== "silent";
  const findings = told.filter((finding) => !isDrift(finding));
  const drifts = told.filter(isDrift).map((finding) => driftOf(finding, language));
  const { lacking } = input.occasion;
  const isQuiet = told.length === 0;
  const facts = {
    schemaVersion: 1 as const,
    week,
    from: mondayOf(week),
    to: sundayOf(week),
    timeZone: input.timeZone,
    locale: language.locale,
    scope: reach.scope,
    status: lacking.length > 0 ? ("incomplete" as const) : ("complete" as const),
    kind: kindOf(input.occasion, isQuiet),
    revision: 1,
    lacking,
    dataNotes: input.dataNotes.map((note) => (typeof note === "string" ? note : language.say(note))),
    windowWeeks: input.windowWeeks,
    checked: within.count,
    quiet: isQuiet,
    findings,
    backToUsual: backToUsual(input.before, within.before, findings, language),
    drifts,
    closest: isQuiet ? closestOf(input, within.closest) : null,
    corrections: [],
    teams: teamTable(within.teams, input.valueOf, language),
    muted: input.muted,
    mutes: input.mutes,
    newLevels: input.newLevels,
    checkedName:
      reach.scope.kind === "tree"
        ? reach.scope.name.replace(/^Everyone below /, "Direct reports of ")
        : reach.scope.name,
    checkedRows: checkedRows(input, within.own),
  };
  return { ...facts, ...leadOf(facts, { ...input.occasion, language }) };
}

function kindOf({ lacking, learning, isCatchUp }: Occasion, isQuiet: boolean): Digest["kind"] {
  if (lacking.length > 0) return "incomplete";
  if (learning !== null) return "learning";
  if (isCatchUp) return "catch-up";
  return isQuiet ? "quiet" : "normal";
}

/** What a digest needs of the values within its scope. */
type Within = {
  readonly count: number;
  /** The one that is furthest from what is usual, muted ones aside. */
  readonly closest: CheckedValue | null;
  /** The scope's own, those of teams, and those that the digest before told of. */
  readonly own: readonly CheckedValue[];
  readonly teams: readonly CheckedValue[];
  readonly before: readonly CheckedValue[];
};

/** Looks at each value once: a large company has a quarter of a million. */
function* gather({ checked, reach, before: past }: ComposeInput): Steps<Within> {
  const subject = entityOf(reach.scope);
  const told = new Set(past?.findings.map(({ level, entity, metric }) => `${level} ${entity.id} ${metric}`));
  const [own, teams, before]: [CheckedValue[], CheckedValue[], CheckedValue[]] = [[], [], []];
  let [count, closest]: [number, CheckedValue | null] = [0, null];
  yield* eachInSteps(checked, (each) => {
    const { entity, metric } = each;
    if (!isWithin(reach, entity)) return;
    count += 1;
    if (!each.isMuted && (closest === null || Math.abs(each.score) > Math.abs(closest.score))) closest = each;
    if (entity.level === subject.level && entity.id === subject.id) own.push(each);
    if (entity.level === "team") teams.push(each);
    if (told.size > 0 && told.has(`${entity.level} ${entity.id} ${metric.id}`)) before.push(each);
  });
  return { count, closest, own, teams, before };
}

/** The value of a quiet week that is furthest from what is usual. */
function closestOf({ reach, language }: ComposeInput, closest: CheckedValue | null): Told | null {
  if (!closest) return null;
  const { entity, metric, value, usual } = closest;
  const own = entityOf(reach.scope);
  const isOwn = entity.level === own.level && entity.id === own.id;
  const statement: Statement = {
    pattern: isOwn ? "closest" : "closestOf",
    slots: {
      ...(isOwn ? {} : { who: { text: entity.name } }),
      metric: { metric: metric.id },
      value: { value, of: metric.id },
      usual: { range: usual, of: metric.id },
    },
  };
  return { sentence: language.say(statement), statement };
}

function driftOf(finding: Finding, { say }: Language): Drift {
  const { id, entity, metric, value, usual, span, direction } = finding;
  const statement: Statement = {
    pattern: "drift",
    slots: {
      who: { text: entity.name },
      metric: { metric },
      value: { value, of: metric },
      weeks: { count: span },
      side: { choice: direction },
      middle: { value: usual.middle, of: metric },
    },
  };
  return { id, sentence: say(statement), statement, finding };
}

function backToUsual(
  before: Digest | null,
  within: readonly CheckedValue[],
  findings: readonly Finding[],
  { say }: Language,
): readonly BackToUsual[] {
  const told = new Set(findings.map(({ level, entity, metric }) => `${level} ${entity.id} ${metric}`));
  return (before?.findings ?? []).flatMap((finding) => {
    const { id, level, entity, metric } = finding;
    if (told.has(`${level} ${entity.id} ${metric}`)) return [];
    const now = within.find(
      (each) => each.entity.level === level && each.entity.id === entity.id && each.metric.id === metric,
    );
    if (!now || sideOf(now.value, now.usual) !== "usual") return [];
    const statement: Statement = {
      pattern: "backInside",
      slots: {
        who: { text: entity.name },
        metric: { metric },
        value: { value: now.value, of: metric },
        usual: { range: now.usual, of: metric },
        was: { value: finding.value, of: metric },
      },
    };
    return [{ id, sentence: say(statement), statement }];
  });
}

/** The scope's own values, every known metric in its order, then names that only Gong knows. */
function checkedRows(input: ComposeInput, checked: readonly CheckedValue[]): readonly CheckedRow[] {
  const subject = entityOf(input.reach.scope);
  const own = new Map(checked.map((each) => [each.metric.id, each]));
  const ids = new Set([...metrics.map(({ id }) => id), ...own.keys()]);
  return [...ids].flatMap((metric): CheckedRow[] => {
    const { kind, unit } = metricOf(metric);
    const judged = own.get(metric);
    const value = judged?.value ?? input.valueOf(subject, metric);
    if (value === null && !judged) return [];
    const usual = judged?.usual ?? null;
    return [
      {
        metric,
        label: input.language.label(metric),
        kind,
        unit,
        value,
        usual,
        direction: judged ? sideOf(judged.value, judged.usual) : "unknown",
        shown: figuresOf(value, usual, metric, input.language),
      },
    ];
  });
}
