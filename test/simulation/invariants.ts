import { readdirSync } from "node:fs";
import { nameOf, numberOf, startMs } from "./calendar.ts";
import { liveCounters, talkRatioOf } from "./company.ts";
import { rowsOfPage } from "./gong.ts";
import type { Ledger, SendRow } from "./ledger.ts";
import type { Accepted } from "./mail-server.ts";
import { trulyClosed, type World } from "./world.ts";

/** Numbered as in the matrix of faults. */
export type Invariant = "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "I7" | "I8" | "I9" | "I10";

export type Violation = { readonly invariant: Invariant; readonly text: string };

/** What has been looked at already and cannot have changed since. */
export type Seen = {
  readonly weeks: Map<string, string>;
  mails: number;
  /** Of each message, by Message-ID, after the step before. */
  states: ReadonlyMap<string, string>;
  restores: number;
  /** The process that had run last then. */
  newest: World["newestProcess"];
};

/** What must hold after every step, whatever befell the program in it. */
export function violationsIn(world: World, ledger: Ledger, seen: Seen): readonly Violation[] {
  const violations: Violation[] = [];
  const fail = (invariant: Invariant, text: string): void => void violations.push({ invariant, text });
  for (const fault of ledger.faults) fail("I6", fault);
  checkWeeks(world, ledger, fail);
  checkValues(world, ledger, seen, fail);
  checkMails(world, ledger, fail);
  checkDoubt(world, ledger, seen, fail);
  checkReaders(world, seen, fail);
  checkFiles(world, fail);
  return violations;
}

type Fail = (invariant: Invariant, text: string) => void;

/** I1: from the first settled week to the last, each is settled, and whole; the rest is due. */
function checkWeeks(world: World, { settled, weeks, sends, toldKind }: Ledger, fail: Fail): void {
  const [first, last] = [settled[0], settled.at(-1)];
  if (first === undefined || last === undefined) return;
  const reasons = new Map(settled.map(({ week, reason }) => [week, reason]));
  const whole = new Set(weeks.map(({ week }) => week));
  const newest = nameOf(trulyClosed(world));
  if (last.week > newest)
    fail("I1", `${last.week} is settled and has not ended; ${newest} is the newest that has`);
  for (let number = numberOf(first.week); number <= numberOf(last.week); number += 1) {
    const week = nameOf(number);
    const reason = reasons.get(week);
    if (reason === undefined) fail("I1", `${week} is neither told nor passed over nor due`);
    // A restore passes over what its copy never read; the next run reads it.
    const isToRead = world.restores > 0 && reason === "passed over" && week > (weeks.at(-1)?.week ?? "");
    const isWhole = whole.has(week) || world.leftToBackfill.has(number) || isToRead;
    if (reason !== undefined && !isWhole) fail("I1", `${week} was ${reason} and is not in the history`);
    if (reason === "told") checkTold(world, week, { sends, toldKind }, fail);
  }
}

/** Whoever reads about the whole company has a message of each told week. */
function checkTold(
  { config }: World,
  week: string,
  { sends, toldKind }: Pick<Ledger, "sends" | "toldKind">,
  fail: Fail,
): void {
  const own = sends.filter((row) => row.week === week && row.scope === "company" && row.revision === 1);
  for (const entry of config.digest?.recipients ?? []) {
    if (!("to" in entry) || entry.scope !== "company") continue;
    if (own.some(({ recipient }) => recipient === entry.to)) continue;
    const isQuiet = config.digest?.quietWeeks === "skip" && toldKind(week, "company") === "quiet";
    if (!isQuiet) fail("I1", `${week} is told and was made into no mail to ${entry.to}`);
  }
}

/** I2: what a week holds is one of Gong's tellings of it, from the first value to the last. */
function checkValues(
  { company: all, erased }: World,
  ledger: Ledger,
  { weeks: seen }: Seen,
  fail: Fail,
): void {
  // Half erased is neither here nor there.
  const company = { ...all, employees: all.employees.filter(({ id }) => !erased.has(id)) };
  const halfErased = new Set([...erased].flatMap(([id, mails]) => (mails === null ? [id] : [])));
  const since = `erased ${[...erased].join(" ")}`;
  for (const { week, readAt, hasCalls, lacking } of ledger.weeks) {
    const state = `${readAt} ${since}`;
    if (seen.get(week) === state) continue;
    seen.set(week, state);
    const number = numberOf(week);
    const values = ledger.valuesOf(week).filter(({ person }) => !halfErased.has(person));
    const activity = values.filter(({ source }) => source === "activity");
    const present = new Set(ledger.presentIn(week).filter((id) => !halfErased.has(id)));
    for (const id of present) {
      const count = activity.filter(({ person }) => person === id).length;
      if (count !== 15) fail("I2", `${week} has ${count} counters of ${id}, expected 15`);
    }
    const got = activity.filter(({ value }) => value !== 0);
    // A kept page of an earlier run may be of an earlier telling than the page after it.
    const pages = company.employees.length > rowsOfPage ? company.employees.map((each) => [each]) : [];
    for (const people of pages.length === 0 ? [company.employees] : pages) {
      const own = got.filter(({ person }) => people.some(({ id }) => id === person)).map(cellText);
      if (![0, 1, 2].some((version) => isSame(cellsOf(company, people, number, version), own)))
        fail("I2", `${week} has ${own.length} counters above zero, as Gong never told them together`);
    }
    const strangers = got.filter(({ person }) => !company.employees.some(({ id }) => id === person));
    if (strangers.length > 0) fail("I2", `${week} has values of ${strangers.map(cellText).join(", ")}`);
    if (!lacking.includes("interaction")) checkTalk(company, number, values, fail);
    if (hasCalls === 1) checkHours(company, number, values, fail);
  }
}

/** Every counter above zero, as Gong tells it for the n-th time. */
const cellsOf = (
  company: World["company"],
  people: World["company"]["employees"],
  week: number,
  version: number,
): readonly string[] =>
  people.flatMap((each) =>
    liveCounters.flatMap((metric) => {
      const value = company.counter(each, week, metric, version);
      return value === 0 ? [] : [cellText({ person: each.id, metric, value })];
    }),
  );

/** A week that is not said to lack talk has it of everybody whom Gong ever listed for it, and as Gong tells it. */
function checkTalk(
  company: World["company"],
  week: number,
  values: ReturnType<Ledger["valuesOf"]>,
  fail: Fail,
): void {
  for (const employee of company.employees) {
    const got = values.find(({ person, metric }) => person === employee.id && metric === "talkRatio")?.value;
    const isListed = cellsOf(company, [employee], week, 0).length > 0;
    const isRight = got === undefined ? !isListed : Math.abs(got - talkRatioOf(employee.id, week)) < 1e-9;
    if (!isRight)
      fail(
        "I2",
        `${nameOf(week)} has talk ratio ${got} of ${employee.id}, Gong ${talkRatioOf(employee.id, week)}`,
      );
  }
}

/** Calls that are not read again stay as they were cut in the zone of their time. */
function checkHours(
  { employees, zones, calls }: World["company"],
  week: number,
  values: ReturnType<Ledger["valuesOf"]>,
  fail: Fail,
): void {
  const hoursIn = (zone: string): readonly number[] => {
    const [start, end] = [startMs(week, zone), startMs(week + 1, zone)];
    return employees.map((employee) => {
      const near = [week - 1, week, week + 1].flatMap((each) => calls(employee, each));
      const within = near.filter((call) => call.startMs >= start && call.startMs < end);
      return within.reduce((sum, { seconds }) => sum + seconds, 0) / 3600;
    });
  };
  const got = employees.map(
    ({ id }) => values.find(({ person, metric }) => person === id && metric === "callHours")?.value ?? 0,
  );
  const isCut = zones
    .map(hoursIn)
    .some((hours) => hours.every((each, at) => Math.abs(each - (got[at] ?? 0)) < 1e-9));
  if (!isCut)
    fail(
      "I2",
      `${nameOf(week)} has call hours ${got.join(", ")}, Gong has ${zones.map(hoursIn).join(" or ")}`,
    );
}

const cellText = ({ person, metric, value }: { person: string; metric: string; value: number }): string =>
  `${person} ${metric} ${value}`;

function isSame(one: readonly string[], other: readonly string[]): boolean {
  const set = new Set(one);
  return set.size === other.length && other.every((text) => set.has(text));
}

/** I3, I4 and I5: the outbox against what the mail server took. */
function checkMails(world: World, { sends }: Ledger, fail: Fail): void {
  const taken = new Map<string, Accepted[]>();
  for (const mail of world.accepted) {
    const key = `${mail.messageId} ${mail.to}`;
    const same = taken.get(key);
    if (same === undefined) taken.set(key, [mail]);
    else same.push(mail);
  }
  const resends = world.config.mail?.onUnknown === "resend";
  const tellings = new Map<string, number>();
  for (const row of sends) {
    const copies = taken.get(`${row.messageId} ${row.recipient}`) ?? [];
    taken.delete(`${row.messageId} ${row.recipient}`);
    const word = world.words.get(row.messageId);
    const what = `${row.week} revision ${row.revision} of ${row.scope} to ${row.recipient}`;
    const most = resends ? Number.POSITIVE_INFINITY : 1 + (word?.resends ?? 0);
    if (copies.length > most) fail("I3", `${what} was taken ${copies.length} times`);
    const [first] = copies;
    // What the operator has sent again after an older history was put back was made anew.
    const mayDiffer = world.acceptedBeforeRestore > 0 && (word?.resends ?? 0) > 0;
    if (first && !mayDiffer && copies.some(({ raw }) => !raw.equals(first.raw)))
      fail("I3", `${what}: copies differ`);
    if (row.state === "sent" && copies.length === 0 && !word?.said.has("sent"))
      fail("I4", `${what} is called sent, no server took it`);
    if (first && !mayBeTaken(world, row, first, resends))
      fail("I5", `${what} was taken and is called ${row.state}`);
    const telling = `${row.week} ${row.revision} ${row.scope} ${row.recipient}`;
    tellings.set(telling, (tellings.get(telling) ?? 0) + 1);
  }
  for (const [key, [first]] of taken) {
    const isForgotten = first !== undefined && world.accepted.indexOf(first) < world.acceptedBeforeRestore;
    if (!isForgotten) fail("I5", `${key} was taken and is not in the outbox`);
  }
  for (const text of world.askedSuppressed.splice(0))
    fail("I8", `${text} was mailed, and had been on the suppression list before the server asked`);
}

/** Events that come only after the mail server has asked for a mail, and before its answer is noted. */
const withServer = /^(message\.data|smtp\.(data|accepted))$/;

/** I5: a mail of which nobody knows whether it went out is called so, and stays so until the operator settles it. */
function checkDoubt(world: World, { sends }: Ledger, seen: Seen, fail: Fail): void {
  const { newestProcess, config, restores, words } = world;
  const isDead = newestProcess?.isDead() === true && withServer.test(newestProcess.lastEvent());
  if (isDead && seen.newest !== newestProcess && !sends.some(({ state }) => state === "data"))
    fail("I5", `a process died at ${newestProcess.lastEvent()}, and no mail is called data`);
  if (config.mail?.onUnknown === "hold" && seen.restores === restores) {
    for (const { messageId, state, week, recipient } of sends) {
      const before = seen.states.get(messageId) ?? "";
      const isSettled = ["data", "unknown"].includes(before) && !["data", "unknown"].includes(state);
      if (isSettled && !words.has(messageId))
        fail("I5", `${week} to ${recipient} was ${before} and is called ${state}, and nobody has said so`);
    }
  }
  seen.states = new Map(sends.map(({ messageId, state }) => [messageId, state]));
  seen.restores = restores;
  seen.newest = newestProcess;
}

function mayBeTaken(world: World, row: SendRow, first: Accepted, resends: boolean): boolean {
  if (["sent", "unknown", "data"].includes(row.state) || resends) return true;
  const word = world.words.get(row.messageId);
  if (word?.said.has(row.state) || (word?.resends ?? 0) > 0) return true;
  // An older history that was put back learns of it from the witness when it is about to send.
  return world.accepted.indexOf(first) < world.acceptedBeforeRestore;
}

/** I8: a mail names nobody whom its scope does not hold, but for those who lead them, and nobody who was erased. */
function checkReaders({ accepted, company, config, erased }: World, seen: Seen, fail: Fail): void {
  for (const [at, { to, raw }] of accepted.entries()) {
    if (at < seen.mails) continue;
    const gone = company.employees.find(
      ({ id, name }) => at >= (erased.get(id) ?? Number.POSITIVE_INFINITY) && readable(raw).includes(name),
    );
    if (gone !== undefined) fail("I8", `${gone.name} is named in a mail to ${to} and was erased before`);
    const entries = (config.digest?.recipients ?? []).flatMap((each) => ("to" in each ? [each] : []));
    const entry = entries.find((each) => each.to === to);
    if (entry === undefined) fail("I8", `${to} was mailed and is no recipient`);
    if (entry === undefined || entry.scope === "company") continue;
    const [wanted] = Object.values(entry.scope) as string[];
    const top = company.employees.find(({ email }) => email === wanted);
    const isOwn = "person" in entry.scope;
    const allowed = new Set(isOwn ? [top?.id, top?.managerId] : belowOf(company, top?.id ?? ""));
    const text = readable(raw);
    for (const { id, name } of company.employees)
      if (!allowed.has(id) && text.includes(name)) fail("I8", `${name} is named in a mail to ${to}`);
  }
  seen.mails = accepted.length;
}

const readable = (raw: Buffer): string => raw.toString().replaceAll("=\r\n", "");

/** Somebody, their manager, and everybody below them. */
function belowOf({ employees }: World["company"], top: string): readonly (string | null)[] {
  const below = (id: string): string[] => [
    id,
    ...employees.filter(({ managerId }) => managerId === id).flatMap((each) => below(each.id)),
  ];
  return below(top);
}

/** I10: nothing lies beside the history but what belongs to it. */
function checkFiles({ folder }: World, fail: Fail): void {
  const own =
    /^(history\.db(-wal|-shm|\.lock|\.told|\.erased|\.alert|\.backup\.lock)?|audit\.db(-wal|-shm|\.head)?|limits\.db(-wal|-shm)?)$/;
  const stray = readdirSync(folder).filter((file) => !own.test(file));
  if (stray.length > 0) fail("I10", `left beside the history: ${stray.join(", ")}`);
}
