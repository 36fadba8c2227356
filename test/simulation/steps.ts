import { expect, mute } from "../../jobs/feedback/feedback.ts";
import { listOutbox, resolveOutbox } from "../../jobs/outbox/outbox.ts";
import { addSuppressed, removeSuppressed } from "../../jobs/outbox/suppress.ts";
import { backfill } from "../../jobs/pull/backfill.ts";
import { exitCode } from "../../jobs/session/exit.ts";
import type { Session } from "../../jobs/session/session.ts";
import { status } from "../../jobs/status/status.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import { HistoryError } from "../../src/history/error.ts";
import { nameOf, newestClosed, numberOf } from "./calendar.ts";
import { type Asked, exitViolations } from "./exit-codes.ts";
import { eraseSomebody, keepCopy, putBack, verifyAll } from "./keeping.ts";
import type { Ledger } from "./ledger.ts";
import type { Fate } from "./process.ts";
import { type Ended, runProcess } from "./process-run.ts";
import { type Doing, endText, type Step } from "./step.ts";
import { trulyClosed, type World } from "./world.ts";

/** One step of somebody or something: mostly the scheduler's hourly run, at times the operator. */
export async function takeStep(world: World): Promise<Step> {
  const { chance, ledger, settledInBackup } = world;
  const newest = nameOf(trulyClosed(world));
  const isTold = ledger?.settled.at(-1)?.week === newest;
  // A copy of before the newest week was told, put back after it was: the program would tell it again.
  const wouldRepeat = isTold && settledInBackup !== null && settledInBackup < newest;
  const doing = chance.weighted<Doing>([
    [60, scheduledRun],
    [4, runOfWeek],
    [2, dryRun],
    [5, backfillSpan],
    [6, resolve],
    [4, suppress],
    [3, feedback],
    [2, look],
    [isTold ? 1 : 6, keepCopy],
    [wouldRepeat ? 20 : 1, putBack],
    [1.5, eraseSomebody],
    [1, verifyAll],
  ]);
  return doing(world, ledger);
}

/** Everything is well now: the clock is right, Gong and the mail server answer, the disk has room. */
export function heal(world: World): void {
  world.clock.skewMs = 0;
  world.weather.gong = "fine";
  world.weather.mail = "fine";
  world.diskPages = null;
}

/** A run that nothing disturbs. */
export const undisturbedRun = (world: World): Promise<Step & { readonly ended: Ended }> =>
  runAs(world, world.ledger, {}, { kind: "run", acceptClock: true });

const scheduledRun: Doing = (world, ledger) =>
  runAs(world, ledger, fateOf(world, ledger), { kind: "run", acceptClock: mayAccept(world, ledger) });

/** A clock that is right is believed over a history that is not, by every second look at it. */
const mayAccept = ({ clock, chance }: World, ledger: Ledger | null): boolean =>
  clock.skewMs === 0 && Date.parse(ledger?.newestNote ?? "") > clock.ms && chance.is(0.5);

/** The week that is asked for lies after the first one that was settled: before it no week was ever to be told. */
const runOfWeek: Doing = (world, ledger) => {
  const newest = trulyClosed(world);
  const first = ledger?.settled[0]?.week;
  const from = first === undefined ? newest : Math.max(numberOf(first), newest - 6);
  const week = nameOf(world.chance.whole(Math.min(from, newest), newest));
  return runAs(world, ledger, fateOf(world, ledger), { kind: "week", week });
};

const dryRun: Doing = (world, ledger) => runAs(world, ledger, fateOf(world, ledger), { kind: "dry run" });

const backfillSpan: Doing = (world, ledger) => {
  const newest = trulyClosed(world);
  const to = newest - world.chance.whole(0, 8);
  const from = to - world.chance.whole(0, 12);
  return runAs(world, ledger, fateOf(world, ledger), {
    kind: "backfill",
    from: nameOf(from),
    to: nameOf(to),
  });
};

type Command = Pick<Asked, "kind" | "acceptClock"> & {
  readonly week?: string;
  readonly from?: string;
  readonly to?: string;
};

async function runAs(
  world: World,
  ledger: Ledger | null,
  fate: Fate,
  command: Command,
): Promise<Step & { readonly ended: Ended }> {
  noteSilence(world, ledger);
  const { kind, week, from = "", to = "", acceptClock = false } = command;
  const job = (session: Session) => {
    if (kind === "backfill") return backfill(session, { from, to });
    return runWeekly(session, {
      acceptClock,
      dryRun: kind === "dry run",
      ...(week === undefined ? {} : { week }),
    });
  };
  const name = [kind, week, from && `${from} to ${to}`, acceptClock && "accept clock"]
    .filter(Boolean)
    .join(" ");
  const ended = await runProcess(world, name, fate, job);
  const asked: Asked = { kind, acceptClock, newestNote: ledger?.newestNote ?? null };
  // With a wrong clock a week that is asked for may not have ended yet.
  const isTooEarly = (week ?? to) !== "" && world.clock.skewMs !== 0 && ended.code === exitCode.usage;
  // Another try does not settle what nobody knows.
  world.hasFailed = ended.code !== exitCode.done && !/nobody knows/.test(ended.output);
  const judge = (after: Ledger | null) => (isTooEarly ? [] : exitViolations(world, after, ended, asked));
  return { text: endText(ended), judge, ended };
}

/** The longest silence that a run fills. */
const longestSilence = 26;

function noteSilence(world: World, ledger: Ledger | null): void {
  const last = ledger?.weeks.at(-1)?.week;
  const newest = trulyClosed(world);
  if (last === undefined || newest - numberOf(last) <= longestSilence) return;
  for (let week = numberOf(last) + 1; week < newest; week += 1) world.leftToBackfill.add(week);
}

/** Mostly nothing befalls a process. */
function fateOf(world: World, ledger: Ledger | null): Fate {
  const { chance } = world;
  const soon = (): number => (chance.is(0.5) ? chance.whole(1, 12) : chance.whole(1, 70));
  // Most hours nothing is due and hardly anything can be lost or doubled.
  const isDue = ledger !== null && numberOf(ledger.settled.at(-1)?.week ?? "1970-W02") < trulyClosed(world);
  const [dies, stops, hasCompany] = [
    chance.is(isDue ? 0.4 : 0.2),
    chance.is(0.04),
    chance.is(isDue ? 0.25 : 0.1),
  ];
  // A run takes a hundred steps before its first mail, and what must not be lost or doubled lies behind them.
  const among = chance.weighted([
    [3, undefined],
    [3, mailSteps],
    [2, mailTaken],
  ] as const);
  const crashAfter = among === undefined ? soon() : chance.whole(1, among === mailSteps ? 16 : 8);
  return {
    ...(dies ? { crashAfter, ...(among ? { crashAmong: among } : {}) } : {}),
    ...(stops ? { stopAfter: soon() } : {}),
    ...(hasCompany ? { meanwhile: { ...whileWaiting(world), act: () => meanwhile(world) } } : {}),
  };
}

/** From the first mail that is written to the last that is settled. */
const mailSteps = /^(mails|files|outbox|message|witness|smtp)\./;

/** From the moment in which a mail server asks for a mail to the one in which it is known what became of it. */
const mailTaken = /^(message\.(data|answered|settled)|witness\.noted|smtp\.(data|accepted))$/;

function whileWaiting({ chance }: World): { after: number; during: "gong" | "smtp" } {
  return chance.is(0.6)
    ? { during: "smtp", after: chance.whole(1, 4) }
    : { during: "gong", after: chance.whole(1, 15) };
}

/** Another process on the same files while the first waits: what needs the lease is refused, the rest goes on. */
async function meanwhile(world: World): Promise<void> {
  const { chance } = world;
  const second = chance.weighted([
    [2, "run"],
    [1, "backfill"],
    [1, "resolve"],
    [2, "suppress"],
    [1, "list"],
  ] as const);
  if (second === "suppress") {
    const { addressed, suppressed } = world;
    const isUnderWay = addressed !== null && !suppressed.has(addressed) && chance.is(0.6);
    await (isUnderWay ? putOnList(world, addressed) : suppress(world, null));
    return;
  }
  const ended = await runProcess(world, `second ${second}`, {}, (session) => {
    if (second === "run") return runWeekly(session, { acceptClock: true });
    if (second === "backfill") {
      const week = nameOf(trulyClosed(world) - 1);
      return backfill(session, { from: week, to: week });
    }
    return second === "resolve"
      ? resolveOutbox(session, [], { as: "resend", all: true })
      : listOutbox(session, {});
  });
  world.trace.push(`    meanwhile ${endText(ended)}`);
  const isRefused = ended.error instanceof HistoryError && ["busy", "clock"].includes(ended.error.kind);
  if (second !== "list" && !isRefused)
    world.atOnce.push(`a second ${second} was let in while a first was at work, exit ${ended.code}`);
}

const resolve: Doing = async (world, ledger) => {
  const { chance } = world;
  const as = chance.weighted([
    [3, "sent"],
    [4, "resend"],
    [2, "failed"],
  ] as const);
  const unknown = (ledger?.sends ?? []).filter(({ state }) => state === "unknown" || state === "data");
  const others = (ledger?.sends ?? []).filter(({ state }) => state === "failed" || state === "expired");
  const all = chance.is(0.5);
  const chosen = all || as === "failed" ? unknown : [...unknown, ...others];
  const rows = all ? chosen : chosen.filter(() => chance.is(0.6));
  if (rows.length === 0) return { text: "nothing to resolve" };
  for (const { messageId } of rows) {
    const word = world.words.get(messageId) ?? { resends: 0, said: new Set<string>() };
    world.words.set(messageId, word);
    if (as === "resend") word.resends += 1;
    // A message that is sent again may end as anything; so may one of which two things are said.
    word.said.add(as);
  }
  const fate = chance.is(0.2) ? { crashAfter: chance.whole(1, 6) } : {};
  const ids = rows.map(({ id }) => id);
  const ended = await runProcess(world, `resolve ${all ? "all" : ids.join(" ")} as ${as}`, fate, (session) =>
    resolveOutbox(session, all ? [] : ids, { as, all }),
  );
  const isWrong = ended.code !== null && ended.code !== exitCode.done && world.diskPages === null;
  return {
    text: endText(ended),
    ...(isWrong ? { violations: [{ invariant: "I9", text: endText(ended) }] } : {}),
  };
};

const suppress: Doing = async (world) => {
  const { chance, suppressed, config } = world;
  const addresses = (config.digest?.recipients ?? []).flatMap((each) => ("to" in each ? [each.to] : []));
  // Most come back to the list of readers, so that there is somebody to mail.
  const to = suppressed.size > 0 && chance.is(0.6) ? chance.oneOf([...suppressed]) : chance.oneOf(addresses);
  return putOnList(world, to);
};

/** On the suppression list, or off it where it is on it. */
async function putOnList(world: World, to: string): Promise<Step> {
  const { suppressed } = world;
  const isOn = suppressed.has(to);
  const ended = await runProcess(world, `suppress ${isOn ? "remove" : "add"} ${to}`, {}, (session) =>
    isOn ? removeSuppressed(session, to, {}) : addSuppressed(session, to, {}),
  );
  if (ended.code === exitCode.done) isOn ? suppressed.delete(to) : suppressed.add(to);
  return { text: endText(ended) };
}

const feedback: Doing = async (world, ledger) => {
  const week = ledger?.weeks.at(-1)?.week;
  if (week === undefined) return { text: "nothing to mute" };
  const metric = world.chance.oneOf(["callsAsHost", "callsAttended", "talkRatio"]);
  const isMute = world.chance.is(0.6);
  const ended = await runProcess(world, `${isMute ? "mute" : "expect"} ${metric}`, {}, (session) =>
    isMute
      ? mute(session, undefined, { metric, weeks: 3 })
      : expect(session, undefined, { metric, since: week }),
  );
  return { text: endText(ended) };
};

const look: Doing = async (world, ledger) => {
  const ended = await runProcess(world, "status", {}, (session) => status(session, { json: true }));
  const texts = world.diskPages === null ? statusTexts(world, ledger, ended) : [];
  return { text: endText(ended), violations: texts.map((text) => ({ invariant: "I9", text })) };
};

/** `status` may say of a history as we have it that all is well, late, or partly or not sent; well only where it is. */
function statusTexts({ clock }: World, ledger: Ledger | null, { code }: Ended): readonly string[] {
  const told = ledger?.settled.at(-1);
  // With 2 where nothing of a history is there yet.
  if (code === exitCode.bug || (code === exitCode.usage && ledger !== null))
    return [`status ends with ${code}`];
  if (code !== exitCode.done || !ledger || !told || clock.skewMs !== 0) return [];
  const late = newestClosed(clock.ms - 2 * 24 * 3_600_000, ledger.timeZone ?? "UTC");
  const newest = ledger.sends.filter(({ week, revision }) => week === told.week && revision === 1);
  return [
    ...(numberOf(told.week) < late ? [`status says that all is well, and ${nameOf(late)} is due`] : []),
    ...(newest.some(({ state }) => state === "unknown")
      ? [`status says that all is well, and mails of ${told.week} are unknown`]
      : []),
  ];
}
