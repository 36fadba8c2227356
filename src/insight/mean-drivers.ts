import type { Driver } from "../finding.ts";
import { baseIn, valueIn } from "../packed.ts";
import { type Drivers, type Member, nameOf, ownSide, recentWeeks } from "./members.ts";

/** A member's calls and what they add up to, over some weeks. */
type Sums = { calls: number; total: number };

/**
 * Takes apart how a group's mean differs from the twelve weeks before. With shares of the calls w and means r now, W
 * and R before, the mean moved by Σ (w r − W R), and each member's part of that is
 *
 * - within, ½ (w + W) (r − R): their own value moved;
 * - between, (w − W) (½ (r + R) − c): they made more or fewer of the calls, c being the mean of the group now and before.
 *
 * Both add up over the members to the change exactly, because Σ (w − W) = 0. A member with calls on one side alone has
 * all of it between.
 *
 * @see Kitagawa, Components of a difference between two rates, JASA 50 (1955)
 * @example
 * // two people with half of the calls each, 0.50 before; one says 0.70 now: within +0.10, between 0
 */
export function meanParts(members: readonly Member[]): Drivers {
  const last = (members[0]?.inGroup.length ?? 1) - 1;
  const [now, before] = [
    members.map((member) => sumsOf(member, last, last)),
    members.map((member) => sumsOf(member, last - recentWeeks, last - 1)),
  ];
  const [allNow, allBefore] = [added(now), added(before)];
  if (allNow.calls === 0 || allBefore.calls === 0) return { parts: [], decomposition: null };
  const [to, from] = [allNow.total / allNow.calls, allBefore.total / allBefore.calls];
  const change = to - from;
  const parts = members.map((member, place): Driver => {
    const { within, between } = partOf(now[place], before[place], {
      allNow,
      allBefore,
      centre: (to + from) / 2,
    });
    const delta = within + between;
    return {
      ...nameOf(member.series),
      delta,
      share: change === 0 ? 0 : delta / change,
      value: meanOf(now[place]),
      usual: meanOf(before[place]),
      within,
      between,
      callShare: {
        now: (now[place]?.calls ?? 0) / allNow.calls,
        before: (before[place]?.calls ?? 0) / allBefore.calls,
      },
      own: ownSide(member),
    };
  });
  let within = 0;
  for (const part of parts) within += part.within ?? 0;
  const weeks = weeksWithCalls(members, last - recentWeeks, last - 1);
  return {
    parts: change === 0 ? [] : parts,
    decomposition: { weeks, from, to, within, between: change - within },
  };
}

function partOf(
  now: Sums | undefined,
  before: Sums | undefined,
  { allNow, allBefore, centre }: { allNow: Sums; allBefore: Sums; centre: number },
): { within: number; between: number } {
  const [w, W] = [(now?.calls ?? 0) / allNow.calls, (before?.calls ?? 0) / allBefore.calls];
  const r = meanOf(now) ?? meanOf(before) ?? centre;
  const R = meanOf(before) ?? r;
  return { within: ((w + W) / 2) * (r - R), between: (w - W) * ((r + R) / 2 - centre) };
}

function sumsOf({ series, inGroup }: Member, from: number, to: number): Sums {
  const sums = { calls: 0, total: 0 };
  for (let week = Math.max(0, from); week <= to; week += 1) {
    const [value, base] = [valueIn(series, week), baseIn(series, week)];
    if (value === null || base === null || !inGroup[week]) continue;
    sums.calls += base;
    sums.total += value * base;
  }
  return sums;
}

function weeksWithCalls(members: readonly Member[], from: number, to: number): number {
  let weeks = 0;
  for (let week = Math.max(0, from); week <= to; week += 1) {
    weeks += Number(members.some((member) => sumsOf(member, week, week).calls > 0));
  }
  return weeks;
}

const meanOf = (sums: Sums | undefined): number | null =>
  sums && sums.calls > 0 ? sums.total / sums.calls : null;

function added(all: readonly Sums[]): Sums {
  const sums = { calls: 0, total: 0 };
  for (const { calls, total } of all) {
    sums.calls += calls;
    sums.total += total;
  }
  return sums;
}
