import { nameOf, startMs } from "./calendar.ts";
import { chanceOf } from "./chance.ts";
import { type Seen, type Violation, violationsIn } from "./invariants.ts";
import { withLedger } from "./ledger.ts";
import type { Step } from "./step.ts";
import { heal, takeStep, undisturbedRun } from "./steps.ts";
import { removeWorld, trulyClosed, type World, worldOf } from "./world.ts";

/** What came of one world. */
export type Lived = {
  readonly seed: number;
  /** That have passed in it, the newest of them settled. */
  readonly weeks: number;
  readonly steps: number;
  /** Milliseconds that the processor worked for it. */
  readonly processorMs: number;
  /** Mails that the server took. */
  readonly accepted: number;
  readonly crashes: number;
  /** Messages at the end by state, and weeks by reason. */
  readonly counts: Readonly<Record<string, number>>;
  /** Empty when all went well; the world ended at the step that has them. */
  readonly violations: readonly Violation[];
  readonly trace: readonly string[];
};

/** How many weeks a world of this seed lasts at least. */
export function weeksOf(seed: number): number {
  const world = worldOf(seed);
  removeWorld(world);
  return world.weeks;
}

/**
 * Lets a world live from its first week to its last, and checks after every step that all holds; then everything
 * is well again, and what is left must settle itself.
 *
 * @param say hears of every step as it is taken
 */
export async function simulate(seed: number, say: (line: string) => void = () => {}): Promise<Lived> {
  const began = process.cpuUsage();
  const world = worldOf(seed);
  const seen: Seen = { weeks: new Map(), mails: 0, states: new Map(), restores: 0, newest: null };
  const chance = chanceOf(seed, 2);
  const end = world.begins + world.weeks;
  let crashes = 0;
  const check = (step: Step): readonly Violation[] => {
    world.steps += 1;
    crashes += / died at /.test(step.text) ? 1 : 0;
    const line = `${String(world.steps).padStart(4)} ${timeText(world)} ${step.text}`;
    world.trace.push(line);
    say(line);
    const isThorough = / died at |disk|copy|restore|erase/.test(step.text) || world.steps % 20 === 0;
    const found = withLedger(world, { isThorough }, (ledger) => {
      world.ledger = ledger;
      return [...(step.judge?.(ledger) ?? []), ...violationsIn(world, ledger, seen)];
    });
    const atOnce = world.atOnce.splice(0).map((text): Violation => ({ invariant: "I9", text }));
    return [...(step.violations ?? []), ...atOnce, ...(found ?? step.judge?.(null) ?? [])];
  };
  try {
    let violations: readonly Violation[] = [];
    while (violations.length === 0 && trulyClosed(world) < end) {
      letTimePass(world, chance);
      violations = check(await takeStep(world));
    }
    if (violations.length === 0) violations = await settleAll(world, check);
    const counts =
      withLedger(world, { isThorough: true }, ({ sends, settled }) => tally(sends, settled)) ?? {};
    return {
      seed,
      weeks: trulyClosed(world) - world.begins + 1,
      steps: world.steps,
      processorMs: process.cpuUsage(began).user / 1000,
      accepted: world.accepted.length,
      crashes,
      counts,
      violations,
      trace: [...world.trace],
    };
  } finally {
    removeWorld(world);
  }
}

function tally(
  sends: readonly { readonly state: string }[],
  settled: readonly { readonly reason: string }[],
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of [...sends.map(({ state }) => state), ...settled.map(({ reason }) => reason)])
    counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

const [minuteMs, hourMs, weekMs] = [60_000, 3_600_000, 7 * 24 * 3_600_000];

/** On to the next moment at which something happens; on the way, things break or are mended. */
function letTimePass(world: World, chance: ReturnType<typeof chanceOf>): void {
  const { clock, company, weather } = world;
  const monday = startMs(trulyClosed(world) + 2, company.zoneAt(clock.ms));
  const past = clock.ms + minuteMs;
  // What failed is tried again every hour.
  if (world.hasFailed && chance.is(0.7)) clock.ms += hourMs;
  else
    clock.ms = Math.max(
      past,
      chance.weighted<() => number>([
        [22, () => monday + 7 * hourMs],
        [8, () => clock.ms + hourMs],
        [6, () => clock.ms + chance.whole(1, 72) * hourMs],
        [2, () => monday],
        [2, () => monday - 1],
        [2, () => monday + 1],
        [3, () => monday + chance.whole(0, 100) * hourMs],
        [0.4, () => clock.ms + chance.whole(2, 5) * weekMs],
        [1.4, () => clock.ms + chance.whole(9, 30) * weekMs],
      ])(),
    );
  if (chance.is(0.25)) {
    weather.gong = chance.weighted([
      [12, "fine"],
      [3, "flaky"],
      [1, "down"],
      [0.5, "refusing"],
      [2, "lying"],
      [1, "exhausted"],
      [1, "no statistics"],
    ] as const);
  }
  if (chance.is(0.25)) {
    weather.mail = chance.weighted([
      [8, "fine"],
      [4, "flaky"],
      [1, "down"],
      [1, "greylisting"],
      [2, "losing answers"],
    ] as const);
  }
  if (world.diskPages !== null || chance.is(0.04))
    world.diskPages = world.diskPages === null || chance.is(0.4) ? chance.oneOf([0, 1, 3, 8]) : null;
  if (clock.skewMs !== 0 || chance.is(0.04))
    clock.skewMs = clock.skewMs === 0 ? skewOf(chance) : chance.is(0.6) ? 0 : clock.skewMs;
}

function skewOf(chance: ReturnType<typeof chanceOf>): number {
  const most = chance.oneOf([50 * minuteMs, 26 * hourMs, 9 * weekMs]);
  return (chance.is(0.75) ? -1 : 1) * chance.whole(1, most);
}

/** Runs after which nothing may be left but what waits for an operator. */
const mostRuns = 8;

async function settleAll(
  world: World,
  check: (step: Step) => readonly Violation[],
): Promise<readonly Violation[]> {
  heal(world);
  let code: number | null = null;
  for (let run = 0; run < mostRuns; run += 1) {
    // Gong may have moved to a zone where the day has not come that the program asks for; that passes within a day.
    world.clock.ms += run === 2 ? 26 * hourMs : hourMs;
    const step = await undisturbedRun(world);
    code = step.ended.code;
    const violations = check(step);
    if (violations.length > 0) return violations;
    if (run > 0 && code === 0) break;
  }
  const texts = withLedger(world, { isThorough: true }, ({ sends, settled, faults }) => {
    const left = sends.filter(({ state }) => ["pending", "intent", "data"].includes(state));
    // They wait for the operator's word, and every run says so.
    const isOpen = sends.some(({ state }) => ["unknown", "failed", "expired"].includes(state));
    const [last, newest] = [settled.at(-1)?.week, nameOf(trulyClosed(world))];
    return [
      ...faults,
      ...left.map(({ week, recipient, state }) => `${week} to ${recipient} is still ${state}`),
      ...(last === newest ? [] : [`${newest} is not settled, the newest that is is ${last}`]),
      ...(code === 0 || (isOpen && (code === 4 || code === 5))
        ? []
        : [`exit code ${code} after ${mostRuns} undisturbed runs`]),
    ];
  });
  return (texts ?? ["there is no history"]).map((text): Violation => ({ invariant: "I7", text }));
}

function timeText({ clock, weather, diskPages }: World): string {
  const faults = [
    weather.gong === "fine" ? "" : `gong ${weather.gong}`,
    weather.mail === "fine" ? "" : `mail ${weather.mail}`,
    diskPages === null ? "" : `disk ${diskPages}`,
    clock.skewMs === 0 ? "" : `clock ${(clock.skewMs / hourMs).toFixed(1)} h`,
  ].filter((text) => text !== "");
  const moment = new Date(clock.ms).toISOString().slice(0, 16);
  return faults.length === 0 ? moment : `${moment} (${faults.join(", ")})`;
}
