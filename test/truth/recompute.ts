import type { Finding } from "../../src/finding.ts";
import type { Slot } from "../../src/words/statement.ts";
import type { Store } from "./store.ts";

const near = (a: number | null, b: number | null): boolean =>
  a === null || b === null ? a === b : Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

/** Everything in a finding that does not equal the database, a line each. */
export function faultsOf(finding: Finding, week: string, store: Store): readonly string[] {
  const { level, entity, metric, value, base, history, usual } = finding;
  const faults: string[] = [];
  const same = (what: string, got: number | null, expected: number | null): void => {
    if (!near(got, expected)) faults.push(`${finding.id} ${what}: ${got}, recomputed ${expected}`);
  };
  const now = store.cell(level, entity.id, metric, week);
  same("value", value, now.value);
  same("base", base, now.base);
  for (const point of history) {
    const then = store.cell(level, entity.id, metric, point.week);
    same(`history ${point.week}`, point.value, then.value);
  }
  const past = history.slice(0, -1).map(({ value: each }) => each);
  let extreme = 1;
  for (const each of past.toReversed()) {
    if (each === null) continue;
    if (finding.direction === "down" ? each <= value : each >= value) break;
    extreme += 1;
  }
  const known = past.filter((each) => each !== null).length;
  if (extreme <= known) same("extremeOf", finding.extremeOf, extreme);
  else if (finding.extremeOf < extreme)
    faults.push(`${finding.id} extremeOf ${finding.extremeOf} < ${extreme}`);
  if (finding.weeks < known) faults.push(`${finding.id} weeks ${finding.weeks}, in its picture ${known}`);
  if (finding.drivers.length > 0) faults.push(...driverFaults(finding, week, store));
  for (const slot of finding.statements.flatMap(({ pattern, slots }) =>
    checkedSlots(pattern, slots, finding),
  ))
    same(slot.what, slot.got, slot.expected);
  if (usual.low > usual.middle || usual.middle > usual.high)
    faults.push(`${finding.id} range is not in order`);
  return faults;
}

function driverFaults(finding: Finding, week: string, store: Store): readonly string[] {
  const { level, entity, metric, drivers, decomposition } = finding;
  if (level === "person") return [`${finding.id}: a person has no drivers`];
  const faults: string[] = [];
  const same = (what: string, got: number | null | undefined, expected: number | null): void => {
    if (!near(got ?? null, expected)) faults.push(`${finding.id} ${what}: ${got}, recomputed ${expected}`);
  };
  /** A manager without a team and the team they lead have one id; whose part it is, the name says. */
  const levelOf = (name: string) => (name.endsWith("'s team") ? ("team" as const) : ("person" as const));
  if (store.isSum(metric)) {
    const change = finding.value - finding.usual.middle;
    for (const { id, name, delta, share, value, usual } of drivers) {
      same(`${name} value`, value, store.cell(levelOf(name), id, metric, week).value);
      same(`${name} delta`, delta, (value ?? 0) - (usual ?? 0));
      same(`${name} share`, share, delta / change);
    }
    return faults;
  }
  const past = store.before(week, 12);
  const [nowParts, pastParts] = [
    store.parts(level, entity.id, metric, week),
    past.flatMap((each) => store.parts(level, entity.id, metric, each)),
  ];
  const sum = (parts: typeof nowParts, id?: string) => {
    let [calls, total] = [0, 0];
    for (const part of parts) {
      if (id !== undefined && part.id !== id) continue;
      calls += part.calls;
      total += part.total;
    }
    return { calls, total, mean: calls > 0 ? total / calls : null };
  };
  const [allNow, allPast] = [sum(nowParts), sum(pastParts)];
  const [to, from] = [allNow.mean ?? 0, allPast.mean ?? 0];
  same("decomposition to", decomposition?.to, to);
  same("decomposition from", decomposition?.from, from);
  let within = 0;
  for (const id of new Set([...nowParts, ...pastParts].map((part) => part.id))) {
    const [a, b] = [sum(nowParts, id), sum(pastParts, id)];
    const [w, W] = [a.calls / allNow.calls, b.calls / allPast.calls];
    if (a.mean !== null && b.mean !== null) within += ((w + W) / 2) * (a.mean - b.mean);
  }
  same("within", decomposition?.within, within);
  same("between", decomposition?.between, to - from - within);
  for (const { id, name, share, value, usual, delta, callShare } of drivers) {
    const key = `${levelOf(name)} ${id}`;
    const [a, b] = [sum(nowParts, key), sum(pastParts, key)];
    same(`${name} value`, value, a.mean);
    same(`${name} before`, usual, b.mean);
    same(`${name} share`, share, delta / (to - from));
    same(`${name} calls now`, callShare?.now, a.calls / allNow.calls);
    same(`${name} calls before`, callShare?.before, b.calls / allPast.calls);
    // With c the mean of both, w r − W R less c (w − W) is what somebody moved the group's mean by.
    const moved =
      (a.calls / allNow.calls) * ((a.mean ?? 0) - (to + from) / 2) -
      (b.calls / allPast.calls) * ((b.mean ?? 0) - (to + from) / 2);
    same(`${name} delta`, delta, moved);
  }
  return faults;
}

type Checked = { readonly what: string; readonly got: number; readonly expected: number };

/** Figures in slots that follow from the finding's own. */
function checkedSlots(
  pattern: string,
  slots: Readonly<Record<string, Slot>>,
  finding: Finding,
): readonly Checked[] {
  const { value, usual, drivers, direction, base, weeks } = finding;
  // Those whom the finding names, also where the next sentence speaks of them.
  const named = finding.statements.flatMap(({ slots: { names } }) =>
    names && "names" in names ? names.names : [],
  );
  const own = drivers.filter(({ name }) => named.includes(name));
  let [share, without] = [0, value];
  for (const driver of own) {
    share += driver.share;
    without -= driver.delta;
  }
  const expected: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    held: { value, low: usual.low, high: usual.high },
    was: { value, low: usual.low, high: usual.high },
    wasForThem: { value, low: usual.low, high: usual.high },
    awayInPoints: { points: value - usual.middle },
    awayInCount: {
      difference: Math.abs(Math.round(value) - Math.round(usual.middle)),
      middle: usual.middle,
      change: value,
    },
    awayFromMiddle: { middle: usual.middle, change: value },
    oneAccounts: { share: Math.min(1, share) },
    someAccount: { share: Math.min(1, share), some: own.length },
    insideWithout: { value: Math.max(0, without) },
    spread: { outside: drivers.filter((driver) => driver.own === direction).length },
    withinAndBetween: {
      within: finding.decomposition?.within ?? Number.NaN,
      between: finding.decomposition?.between ?? Number.NaN,
    },
    rarest: { weeks: finding.extremeOf },
    rarestAndOdds: { weeks: finding.extremeOf, odds: finding.oneIn },
    odds: { odds: finding.oneIn },
    streak: { weeks: finding.streak },
    together: { weeks: finding.span },
    base: { calls: base ?? Number.NaN, weeks },
    baseWeeks: { weeks },
  };
  return Object.entries(expected[pattern] ?? {}).flatMap(([name, figure]) => {
    if (pattern === "spread" && drivers.length >= 10) return [];
    const got = numberIn(name, slots);
    return got === null ? [] : [{ what: `${pattern}.${name}`, got, expected: figure }];
  });
}

function numberIn(name: string, slots: Readonly<Record<string, Slot>>): number | null {
  const slot = name === "low" || name === "high" ? slots.usual : slots[name];
  if (!slot) return Number.NaN;
  if ("range" in slot) return name === "low" ? slot.range.low : slot.range.high;
  if ("value" in slot) return slot.value;
  if ("count" in slot) return slot.count;
  if ("share" in slot) return slot.share;
  if ("size" in slot) return slot.size;
  if ("change" in slot) return slot.change;
  return "difference" in slot ? slot.difference : null;
}
