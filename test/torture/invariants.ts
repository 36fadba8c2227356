import { metrics } from "../../src/metrics.ts";
import type { Week } from "../../src/week.ts";
import { type Evidence, gatherEvidence, type OutboxRow } from "./evidence.ts";
import { type Accepted, mailPassword, mailUser } from "./mail-server.ts";
import type { World } from "./world.ts";

export type Invariant = "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "I7" | "I8" | "I9" | "I10";

/** What each of them says, as the tables name them. */
export const invariants: Readonly<Record<Invariant, string>> = {
  I1: "no week is lost: each is whole in the history, or status names it as missing or due",
  I2: "no week is partial: it has every value that Gong has of it, or none",
  I3: "no mail twice: a recipient is given a week at most once, with resend the same bytes again",
  I4: "what the outbox calls sent was taken by the mail server",
  I5: "what the mail server took, the outbox calls sent or unknown",
  I6: "the database is sound",
  I7: "the next run needs no repair by hand, but for mails that are unknown",
  I8: "no secret and nobody's address is in any output",
  I9: "exit code, status and what happened agree",
  I10: "nothing is left that blocks: no lock, no journal, no scratch file",
};

export type Violation = { readonly invariant: Invariant; readonly text: string };

/** What became of the mails of a round, for the tables. */
export type Count = { readonly unknown: number; readonly silent: number };

export type CheckOptions = {
  /** Has an undisturbed run come to its end since the fault? Then everything must be where it belongs. */
  readonly isOver: boolean;
  /** What only fills the history sends nothing. */
  readonly mails?: boolean;
  /** Ids of people who were erased: nothing may be there of them. */
  readonly erased?: readonly string[];
};

/** Checks all ten after a fault. @returns what is violated; nothing when all hold */
export async function checkInvariants(
  world: World,
  { isOver, mails = true, erased = [] }: CheckOptions,
): Promise<{ readonly violations: readonly Violation[]; readonly count: Count }> {
  const violations: Violation[] = [];
  const fail = (invariant: Invariant, text: string): void => void violations.push({ invariant, text });
  checkOutputs(world, world.finished.map(({ stdout, stderr }) => `${stdout}\n${stderr}`).join("\n"), fail);
  let evidence: Evidence | null;
  try {
    evidence = await gatherEvidence(world);
  } catch (error) {
    fail("I6", `the history cannot be read: ${(error as Error).message}`);
    return { violations, count: { unknown: 0, silent: 0 } };
  }
  if (evidence === null) {
    if (isOver) fail("I1", "there is no history after a whole run");
    return { violations, count: { unknown: 0, silent: 0 } };
  }
  const { history, accepted } = evidence;
  if (history.integrity.join() !== "ok") fail("I6", `integrity_check: ${history.integrity.join("; ")}`);
  if (history.strayKeys > 0) fail("I6", `foreign_key_check: ${history.strayKeys} rows`);
  // Status and outbox list print these.
  checkOutputs(world, history.outbox.map(({ reply }) => reply ?? "").join("\n"), fail);
  checkWeeks(world, evidence, { isOver, erased }, fail);
  checkMails(world, evidence, fail);
  if (isOver) checkEnd(world, evidence, mails, fail);
  const unknown = history.outbox.filter(({ state }) => state === "unknown").length;
  return { violations, count: { unknown, silent: isOver && mails ? silentMisses(world, evidence) : 0 } };

  function silentMisses(of: World, { history: { outbox } }: Evidence): number {
    const told = of.finished.some(({ code }) => code === 4 || code === 5);
    return of.recipients.filter((recipient) => {
      if (accepted.some((mail) => mail.recipient === recipient)) return false;
      const row = outbox.find((each) => each.recipient === recipient);
      return row === undefined || row.state === "sent" || !told;
    }).length;
  }
}

type Fail = (invariant: Invariant, text: string) => void;

/** I1 and I2, against what is true of the company. */
function checkWeeks(
  { town, window, callsFrom }: World,
  { history, status }: Evidence,
  { isOver, erased }: { readonly isOver: boolean; readonly erased: readonly string[] },
  fail: Fail,
): void {
  const known = new Map(history.weeks.map((row) => [row.week, row]));
  for (const week of window) {
    if (known.has(week)) continue;
    if (isOver) fail("I1", `${week} is not in the history`);
    else if (status.due.length + status.weeks.missing.length > 0) {
      const isNamed = status.due.includes(week) || status.weeks.missing.includes(week);
      if (!isNamed) fail("I1", `${week} is neither in the history nor named by status`);
    }
  }
  const stored = new Map<Week, Map<string, number>>();
  for (const { week, person, metric, value } of history.values) {
    const values = stored.get(week) ?? new Map<string, number>();
    values.set(`${person} ${metric}`, value);
    stored.set(week, values);
  }
  for (const [week, values] of stored)
    if (!known.has(week)) fail("I2", `${week} is not complete and has ${values.size} values`);
  for (const { week, hasCalls, lacking } of history.weeks) {
    if (lacking !== "[]") fail("I2", `${week} lacks ${lacking}`);
    if (week >= callsFrom && window.includes(week) && hasCalls === 0)
      fail("I2", `${week} was recorded without its calls`);
    const { people, truth } = town.gong.company;
    const company = { truth, people: people.filter(({ id }) => !erased.includes(id)) };
    const wrong = differences(company, week, hasCalls === 1, stored.get(week) ?? new Map());
    if (wrong.length > 0) fail("I2", `${week}: ${wrong.length} values differ, the first ${wrong[0]}`);
  }
}

const callMetrics = new Set(metrics.filter(({ source }) => source === "calls").map(({ id }) => id as string));

/** Values that are not as they are in the company, as texts. */
function differences(
  company: Pick<World["town"]["gong"]["company"], "people" | "truth">,
  week: Week,
  hasCalls: boolean,
  stored: ReadonlyMap<string, number>,
): readonly string[] {
  const wrong: string[] = [];
  let matched = 0;
  for (const { id } of company.people) {
    for (const [metric, value] of Object.entries(company.truth(week, id).values)) {
      if (value === null || (!hasCalls && callMetrics.has(metric))) continue;
      const got = stored.get(`${id} ${metric}`);
      if (got === undefined) wrong.push(`${metric} of ${id}: missing, is ${value}`);
      else if (Math.abs(got - value) > 1e-9 * Math.max(1, Math.abs(value)))
        wrong.push(`${metric} of ${id}: ${got}, is ${value}`);
      else matched += 1;
    }
  }
  if (matched + wrong.length < stored.size) wrong.push(`${stored.size - matched} values of nobody`);
  return wrong;
}

/** I3, I4 and I5. */
function checkMails(world: World, { history: { outbox }, accepted }: Evidence, fail: Fail): void {
  const copies = new Map<string, Accepted[]>();
  for (const mail of accepted) {
    const week = /^<(\d{4}-W\d\d)\./.exec(mail.messageId)?.[1] ?? mail.messageId;
    const isCorrection = /^in-reply-to:/im.test(mail.raw);
    const key = `${week}${isCorrection ? " correction" : ""} to ${mail.recipient}`;
    copies.set(key, [...(copies.get(key) ?? []), mail]);
  }
  for (const [key, mails] of copies) {
    const most = world.policy === "resend" ? Number.POSITIVE_INFINITY : 1;
    if (mails.length > most) fail("I3", `${key}: taken ${mails.length} times`);
    if (new Set(mails.map(({ raw }) => raw)).size > 1) fail("I3", `${key}: copies differ`);
  }
  const takenOf = ({ recipient, messageId }: OutboxRow): number =>
    accepted.filter((mail) => mail.recipient === recipient.toLowerCase() && mail.messageId === messageId)
      .length;
  for (const row of outbox) {
    const what = `${row.week} to ${row.recipient}`;
    const taken = takenOf(row);
    if (row.state === "sent" && taken === 0) fail("I4", `${what} is called sent, no server took it`);
    // `data` is what a killed process leaves, and what the next run calls unknown.
    const mayBe = ["sent", "unknown", "data", ...(world.policy === "resend" ? ["pending", "intent"] : [])];
    if (taken > 0 && !mayBe.includes(row.state)) fail("I5", `${what} was taken and is called ${row.state}`);
  }
  for (const mail of accepted) {
    const isKnown = outbox.some(
      ({ recipient, messageId }) =>
        recipient.toLowerCase() === mail.recipient && messageId === mail.messageId,
    );
    if (!isKnown) fail("I5", `a mail to ${mail.recipient} was taken that is not in the outbox`);
  }
}

/** I7, I9 and I10: after an undisturbed run. */
function checkEnd(
  world: World,
  { history, status, files, finished, accepted }: Evidence,
  mails: boolean,
  fail: Fail,
): void {
  const newest = world.window.at(-1);
  const last = finished.at(-1);
  const rows = history.outbox.filter(({ week, revision }) => week === newest && revision === 1);
  const states = rows.map(({ state }) => state);
  const isSettled = history.settled.includes(newest ?? "");
  if (last?.code === null || last?.code === 1)
    fail("I7", `the undisturbed run ended with ${last.code ?? last.signal}: ${last.stderr.slice(-300)}`);
  if (mails) {
    const needed = states.some((state) => ["failed", "unknown"].includes(state)) ? [0, 4, 5] : [0];
    if (!needed.includes(last?.code ?? -1))
      fail("I7", `the undisturbed run ended with ${last?.code}: ${last?.stderr.slice(-300)}`);
    for (const recipient of world.recipients)
      if (!rows.some((row) => row.recipient === recipient))
        fail("I1", `${newest} was made into no mail to ${recipient}`);
    for (const { recipient, state } of rows)
      if (["pending", "intent", "data"].includes(state))
        fail("I7", `${newest} to ${recipient} is still ${state} after an undisturbed run`);
    if (!isSettled || status.due.length > 0)
      fail("I9", `status names ${status.due.join(", ") || "nothing"} as due, settled is ${isSettled}`);
    const told = finished.some(({ code }) => code === 4 || code === 5);
    if (states.some((state) => state !== "sent") && !told)
      fail("I9", `mails are ${states.join(", ")}, and no run ended with 4 or 5`);
    if (states.some((state) => troubles.includes(state)) && last?.code !== 4 && last?.code !== 5)
      fail("I9", `mails are ${states.join(", ")}, and the last run ended with ${last?.code}`);
    const open = status.sends.unknown ?? 0;
    if (open !== history.outbox.filter(({ state }) => state === "unknown").length)
      fail("I9", `status counts ${open} unknown mails, the outbox does not`);
  } else {
    if (accepted.length > 0) fail("I3", `${accepted.length} mails were sent by what mails nobody`);
    if (last?.code !== 0) fail("I7", `the undisturbed run ended with ${last?.code}`);
  }
  const stray = files.filter((file) => !belongs.test(file));
  if (stray.length > 0) fail("I10", `left beside the history: ${stray.join(", ")}`);
}

/** What an operator has to settle, and what every run says until then. */
const troubles: readonly string[] = ["unknown", "failed", "expired"];

/** What may lie beside a history, and blocks nothing: its own files, the log of calls, what a restore kept. */
const belongs =
  /^(history\.db(-wal|-shm|\.lock|\.told|\.erased|\.alert|\.backup\.lock)?|audit\.db(\.head|-wal|-shm)?|limits\.db(-wal|-shm)?|history-before-restore-[\w-]+\.db)$/;

/** I8: secrets in any spelling, and the addresses of the people in the numbers. */
function checkOutputs({ town, recipients }: World, text: string, fail: Fail): void {
  const { accessKey, accessKeySecret, company } = town.gong;
  const base64 = (plain: string): string => Buffer.from(plain).toString("base64");
  const secrets = [
    ...spellings(accessKeySecret),
    ...spellings(mailPassword),
    base64(`${accessKey}:${accessKeySecret}`),
    base64(`\0${mailUser}\0${mailPassword}`),
  ];
  if (secrets.some((secret) => text.includes(secret))) fail("I8", "a secret is in the output");
  const shown = company.people.find(({ email }) => !recipients.includes(email) && text.includes(email));
  if (shown !== undefined) fail("I8", `the address of ${shown.id} is in the output`);
}

function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString("base64"), bytes.toString("hex"), encodeURIComponent(secret)];
}
