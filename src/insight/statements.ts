import type { Found } from "../finding.ts";
import { type MetricId, metricOf } from "../metrics.ts";
import type { Week } from "../week.ts";
import type { Pattern, Slot, Statement } from "../words/statement.ts";
import { attributionOf } from "./attribution.ts";
import { earlyBelow, learningBelow } from "./horizon.ts";
import type { Judgement, Verdict } from "./judge.ts";
import { mostOdds } from "./rarity.ts";
import { volumeOf } from "./volume.ts";

/** Names of metrics that one sentence holds. */
const mostMetrics = 3;

/** From how many weeks on "lowest in n weeks" is worth a sentence. */
const leastExtreme = 8;

/** Odds that anybody would call rare. */
const leastOdds = 20;

/** Calls behind a mean below which one of them moves it. */
const fewCalls = 6;

/**
 * What to say of a finding, in the order of a reader's questions: what was it, how far off, who, how rare, for how
 * long, what about the others, what does it rest on. Each is one of a closed set of patterns with facts of the
 * finding in it.
 */
export function statementsOf(
  found: Omit<Found, "statements">,
  verdict: Verdict,
  judgement: Judgement,
): readonly Statement[] {
  return [
    statement(found, verdict),
    away(found),
    ...attributionOf(found, verdict),
    volumeOf(verdict, judgement),
    rarity(found, verdict),
    streak(found, verdict),
    companyMoved(found, verdict),
    ...around(found, verdict),
    ...neighbours(found),
    verdict.newLevelSince === null ? null : newLevel(verdict.newLevelSince),
    base(found),
    thin(found),
  ].filter((each) => each !== null);
}

export function say(pattern: Pattern, slots: Readonly<Record<string, Slot>>): Statement {
  return { pattern, slots };
}

/** Where an accepted change of level is shown. */
export function newLevel(since: Week): Statement {
  return say("newLevel", { since: { week: since } });
}

type Facts = Omit<Found, "statements">;

function statement({ entity, metric, level, value, usual }: Facts, { isSilence, span }: Verdict): Statement {
  const who: Slot = { text: entity.name };
  if (isSilence) return say("silent", { who, weeks: { count: span } });
  const figures = { value: { value, of: metric }, usual: { range: usual, of: metric } };
  if (metric === "callsAsHost" && level !== "person") return say("held", { who, ...figures });
  return say(level === "person" ? "wasForThem" : "was", { who, metric: { metric }, ...figures });
}

function away({ kind, metric, value, usual, direction }: Facts): Statement | null {
  const { middle } = usual;
  const side: Slot = { choice: direction };
  if (kind === "ratio") {
    return say("awayInPoints", { points: { size: value - middle, of: metric }, side });
  }
  // A per cent of so small a number would mislead, and the range says it already.
  if (kind === "count" ? middle < 10 : middle <= 0) return null;
  const change: Slot = { change: value, from: middle, of: metric };
  if (kind !== "count") return say("awayFromMiddle", { middle: { value: middle, of: metric }, change });
  const difference = Math.abs(Math.round(value) - Math.round(middle));
  return say("awayInCount", {
    difference: { value: difference, of: metric },
    side,
    middle: { value: middle, of: metric },
    change,
  });
}

function rarity({ extremeOf, oneIn, direction, history }: Facts, { isSilence }: Verdict): Statement | null {
  if (isSilence) return null;
  const isRare = oneIn >= leastOdds;
  const odds = { odds: { count: oneIn }, size: { choice: oneIn >= mostOdds ? "beyond" : "about" } } as const;
  const isExtreme = extremeOf >= Math.min(leastExtreme, history.length);
  if (!isExtreme) return isRare ? say("odds", odds) : null;
  const record = { side: { choice: direction }, weeks: { count: extremeOf } } as const;
  return isRare ? say("rarestAndOdds", { ...record, ...odds }) : say("rarest", record);
}

function streak({ streak: weeks, direction }: Facts, { span, isSilence }: Verdict): Statement | null {
  if (isSilence) return null;
  const side: Slot = { choice: direction };
  if (weeks >= 2) return say("streak", { weeks: { count: weeks }, side });
  return span >= 2 ? say("together", { weeks: { count: span }, side }) : null;
}

function companyMoved({ metric, level }: Facts, { companyFactor }: Verdict): Statement | null {
  if (companyFactor === 1) return null;
  return say("companyMoved", {
    metric: { metric },
    share: { share: Math.abs(1 - companyFactor) },
    side: { choice: companyFactor < 1 ? "down" : "up" },
    level: { choice: level },
  });
}

/** The nearest group around it alone: a person's team, a team's company. */
function around(
  { around: groups, metric, direction }: Facts,
  { companyFactor }: Verdict,
): readonly Statement[] {
  const [nearest] = groups;
  if (!nearest || (nearest.level === "company" && companyFactor !== 1)) return [];
  const slots = {
    around: { text: nearest.name },
    value: { value: nearest.value, of: metric },
    usual: { range: nearest.usual, of: metric },
  };
  if (nearest.direction === "usual") return [say("aroundUsual", slots)];
  const isSame = nearest.direction === direction;
  return [say(isSame ? "aroundToo" : "aroundApart", { ...slots, side: { choice: nearest.direction } })];
}

function neighbours({ neighbours: all, direction, metric }: Facts): readonly Statement[] {
  const pick = (way: string): readonly MetricId[] =>
    all.filter((each) => each.direction === way).map((each) => each.metric);
  const apart = direction === "up" ? "down" : "up";
  const { family } = metricOf(metric);
  // What stayed says most where it is something else than what moved.
  const stayed = pick("usual").toSorted((a, b) => Number(isOf(family, a)) - Number(isOf(family, b)));
  const told: readonly (readonly [Pattern, readonly MetricId[], string])[] = [
    ["alsoMoved", pick(direction), direction],
    ["movedApart", pick(apart), apart],
    ["stayed", stayed, ""],
  ];
  return told.flatMap(([pattern, metrics, side]) =>
    metrics.length === 0
      ? []
      : [say(pattern, { metrics: { metrics: metrics.slice(0, mostMetrics) }, side: { choice: side } })],
  );
}

const isOf = (family: string, metric: MetricId): boolean => metricOf(metric).family === family;

function base({ base: calls, weeks, metric }: Facts): Statement {
  if (calls === null) return say("baseWeeks", { weeks: { count: weeks } });
  const noun = metricOf(metric).base === "scorecardCount" ? "scorecards" : "calls";
  return say("base", {
    calls: { value: calls, of: "callsAsHost" },
    noun: { choice: noun },
    weeks: { count: weeks },
  });
}

function thin({ base: calls, weeks }: Facts): Statement | null {
  if (weeks < learningBelow)
    return say("learning", { weeks: { count: weeks }, enough: { count: learningBelow } });
  if (weeks < earlyBelow) return say("early", { weeks: { count: weeks } });
  return calls !== null && calls < fewCalls ? say("fewCalls", {}) : null;
}
