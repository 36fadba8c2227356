import type { Driver, Found } from "../finding.ts";
import type { Slot, Statement } from "../words/statement.ts";
import type { Verdict } from "./judge.ts";

/** Names that one sentence holds, and the part of the change that is enough to stop at. */
const [mostNames, enough] = [3, 0.6];

/** Somebody with a smaller part is not named, and names that cover less together say nothing. */
const [leastShare, leastCovered] = [0.1, 0.4];

/** A mix that made less of the change than this is no story of its own. */
const leastBetween = 0.5;

/**
 * Who accounts for a group's change: the fewest of those outside their own usual range, at most three, that cover
 * most of it, what it would be without them, and for a mean how much of it is mix alone. A part of a change is no
 * finding about somebody, so that nobody inside their own range is named for it.
 */
export function attributionOf(found: Omit<Found, "statements">, { metric }: Verdict): readonly Statement[] {
  const { level, drivers } = found;
  if (level === "person" || drivers.length === 0) return [];
  const mix = mixOf(found);
  if (mix.some(({ pattern }) => pattern === "onlyBetween")) return mix;
  return [...(metric.across === "sum" ? sumNames(found) : names(found)), ...mix];
}

type Facts = Omit<Found, "statements">;

function sumNames(found: Facts): readonly Statement[] {
  const named = namedOf(found);
  const [first] = named;
  if (!first || coverage(named) < leastCovered) return [spread(found)];
  let without = found.value;
  for (const { delta } of named) without -= delta;
  const isInside = without >= found.usual.low && without <= found.usual.high;
  const rest: Statement = {
    pattern: "insideWithout",
    slots: { value: { value: Math.max(0, without), of: found.metric } },
  };
  return [...names(found), ...(isInside && coverage(named) < 1 ? [rest] : [])];
}

function names(found: Facts): readonly Statement[] {
  const named = namedOf(found);
  const [first] = named;
  if (!first || coverage(named) < leastCovered) return [spread(found)];
  const slots = {
    names: { names: named.map(({ name }) => name) },
    share: { share: Math.min(1, coverage(named)) },
  };
  if (named.length === 1) return [{ pattern: "oneAccounts", slots }];
  return [
    {
      pattern: "someAccount",
      slots: {
        ...slots,
        some: { count: named.length },
        all: { count: found.drivers.length },
        members: membersOf(found),
      },
    },
  ];
}

function spread(found: Facts): Statement {
  return {
    pattern: "spread",
    slots: {
      outside: { count: found.drivers.filter(({ own }) => own === found.direction).length },
      all: { count: found.drivers.length },
      members: membersOf(found),
      side: { choice: found.direction },
    },
  };
}

function mixOf({ decomposition, drivers, metric, ...found }: Facts): readonly Statement[] {
  if (!decomposition) return [];
  const { from, to, within, between, weeks } = decomposition;
  const change = to - from;
  const isMix = change !== 0 && between / change >= leastBetween;
  const members: Slot = membersOf({ ...found, drivers });
  const [most] = drivers.toSorted((a, b) => Math.abs(b.between ?? 0) - Math.abs(a.between ?? 0));
  const nobodyOutside = !drivers.some(({ own }) => own === "up" || own === "down");
  if (isMix && nobodyOutside && most?.callShare) {
    const { now, before } = most.callShare;
    return [
      {
        pattern: "onlyBetween",
        slots: {
          members,
          name: { text: most.name },
          share: { share: now },
          usualShare: { share: before },
          weeks: { count: weeks },
        },
      },
    ];
  }
  return [
    {
      pattern: "withinAndBetween",
      slots: {
        weeks: { count: weeks },
        within: { difference: within, of: metric },
        between: { difference: between, of: metric },
        members,
      },
    },
  ];
}

/** The fewest that cover most of the change, each outside their own range and with a part worth naming. */
export function namedOf(found: Pick<Facts, "drivers" | "direction">): readonly Driver[] {
  const named: Driver[] = [];
  for (const driver of found.drivers) {
    if (named.length === mostNames || coverage(named) >= enough || driver.share < leastShare) break;
    if (driver.own === found.direction) named.push(driver);
  }
  return named;
}

function coverage(named: readonly Driver[]): number {
  let covered = 0;
  for (const { share } of named) covered += share;
  return covered;
}

/** The company's parts are its teams, and those who are in none. */
const membersOf = ({ level, drivers }: Pick<Facts, "level" | "drivers">): Slot => {
  if (level === "team") return { choice: "people" };
  return { choice: drivers.some((driver) => driver.level === "person") ? "mixed" : "teams" };
};
