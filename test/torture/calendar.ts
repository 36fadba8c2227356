import { pathToFileURL } from "node:url";
import { gatherEvidence } from "./evidence.ts";
import { checkInvariants, type Violation } from "./invariants.ts";
import { type Context, newTally, note, type Part, type Tally } from "./part.ts";
import { moduleOf } from "./program.ts";
import { startTown, startWorld, type World } from "./world.ts";
import { brokenWeeks, hardZones } from "./zones.ts";

/** Weeks in zones where midnight moves, and runs whose clock stands where calendars are hard. */
export const calendar: Part = {
  id: "calendar",
  title: "weeks of 1995 to 2037 in 12 zones; week 53, five weeks missed, a clock set back or far ahead",
  async run(context) {
    const tally = newTally();
    const weeks = (await import(
      pathToFileURL(moduleOf(context.program, "src/week")).href
    )) as typeof import("../../src/week.ts");
    for (const zone of hardZones) {
      const violations = brokenWeeks(weeks, zone).map((text): Violation => ({ invariant: "I2", text }));
      note(context, tally, zone, { violations: violations.slice(0, 3) });
    }
    tally.facts.weeks = hardZones.length * weeks.weeksFrom("1995-W01", "2037-W53").length;
    await inJanuary(context, tally);
    return tally;
  },
};

/** A Gong of January 2027, so that every Monday before can be lived through. */
async function inJanuary(context: Context, tally: Tally): Promise<void> {
  const town = await startTown("2027-01-11T09:00:00-05:00");
  const own = { ...context, town };
  const tries = {
    "week 53": throughWeek53,
    "five weeks missed": afterFiveWeeks,
    "clock set back": clockBack,
    "clock far ahead": clockAhead,
  };
  try {
    for (const [name, live] of Object.entries(tries)) {
      const world = await startWorld(town, { program: context.program, now: "2027-01-11T09:00:00-05:00" });
      try {
        const violations = await live(world);
        const end = await checkInvariants(world, { isOver: true });
        note(own, tally, name, { violations: [...violations, ...end.violations], count: end.count });
      } finally {
        await world.close();
      }
    }
  } finally {
    await town.close();
  }
}

/** A violation for each fact that is not as it should be. */
const unless = (...facts: readonly (readonly [boolean, string])[]): readonly Violation[] =>
  facts.filter(([holds]) => !holds).map(([, text]): Violation => ({ invariant: "I9", text }));

/** The weeks that the first reader was told about, in the order of the mails. */
const toldWeeks = ({ mail, recipients }: World): string =>
  mail.accepted
    .filter(({ recipient }) => recipient === recipients[0])
    .map(({ messageId }) => messageId.slice(1, 9))
    .join(" ");

async function throughWeek53(world: World): Promise<readonly Violation[]> {
  const codes: (number | null)[] = [];
  for (const day of ["2026-12-28", "2027-01-04", "2027-01-11"]) {
    for (const hour of ["09", "10"])
      codes.push((await world.run(["run"], { now: `${day}T${hour}:00:00-05:00` })).code);
  }
  return unless(
    [codes.every((code) => code === 0), `ended with ${codes}, expected 0`],
    [toldWeeks(world) === "2026-W52 2026-W53 2027-W01", `told ${toldWeeks(world)}`],
  );
}

async function afterFiveWeeks(world: World): Promise<readonly Violation[]> {
  await world.run(["run"], { now: "2026-12-07T09:00:00-05:00" });
  const { code } = await world.run(["run"]);
  const evidence = await gatherEvidence(world);
  const known = new Set(evidence?.history.weeks.map(({ week }) => week));
  const missed = ["2026-W50", "2026-W51", "2026-W52", "2026-W53"];
  return unless(
    [code === 0, `ended with ${code}, expected 0`],
    [toldWeeks(world) === "2026-W49 2027-W01", `told ${toldWeeks(world)}, expected the newest week alone`],
    [missed.every((week) => known.has(week)), `the history has ${[...known].toSorted().join(" ")}`],
    [missed.every((week) => evidence?.history.settled.includes(week)), "the weeks between are still due"],
  );
}

async function clockBack(world: World): Promise<readonly Violation[]> {
  await world.run(["run"]);
  const codes: (number | null)[] = [];
  for (const now of ["2027-01-11T07:30:00-05:00", "2026-12-28T09:00:00-05:00", "1970-01-01T00:00:10Z"])
    codes.push((await world.run(["run"], { now })).code);
  await world.run(["run"], { now: "2027-01-11T09:30:00-05:00" });
  return unless(
    [codes.every((code) => code === 5), `ended with ${codes}, expected 5`],
    [toldWeeks(world) === "2027-W01", `told ${toldWeeks(world)}`],
  );
}

/** Gong knows nothing of 2039: nothing is told. What was noted then must not keep the true time out for good. */
async function clockAhead(world: World): Promise<readonly Violation[]> {
  const { code } = await world.run(["run"], { now: "2039-01-10T09:00:00-05:00" });
  const early = toldWeeks(world);
  const { code: back, stderr } = await world.run(["run"]);
  const accepted = back === 0 ? 0 : (await world.run(["run", "--accept-clock"])).code;
  const { code: next } = await world.run(["run"], { now: "2027-01-11T10:00:00-05:00" });
  return unless(
    [code !== 0 && early === "", `in 2039 it ended with ${code} and told ${early}`],
    [
      back === 0 || stderr.includes("--accept-clock"),
      `back in 2027 it ended with ${back} and named no way on`,
    ],
    [accepted === 0, `with --accept-clock it ended with ${accepted}`],
    [next === 0, `an hour later it ended with ${next}: the clock of 2039 is still believed`],
    [toldWeeks(world) === "2027-W01", `told ${toldWeeks(world)}`],
  );
}
