import { HistoryError } from "../../src/history/error.ts";
import { nameOf, newestClosed } from "./calendar.ts";
import type { Violation } from "./invariants.ts";
import type { Ledger } from "./ledger.ts";
import type { Ended } from "./process-run.ts";
import type { World } from "./world.ts";

const hourMs = 3_600_000;

/** What a run was asked to do, as far as its exit code depends on it. */
export type Asked = {
  readonly kind: "run" | "week" | "dry run" | "backfill";
  readonly acceptClock?: boolean;
  /** When the history had its newest entry, before. */
  readonly newestNote: string | null;
};

/** I9: what a command ended with, against what it did and left. A process that died or was stopped says nothing. */
export function exitViolations(
  world: World,
  ledger: Ledger | null,
  ended: Ended,
  asked: Asked,
): readonly Violation[] {
  const { code, error, process } = ended;
  if (code === null || process.isStopped()) return [];
  const texts: string[] = [];
  const [before, after] = ended.accepted;
  const sent = world.accepted.slice(before, after).filter((mail) => mail.process === process).length;
  const mails = asked.kind === "run" || asked.kind === "week";
  if (!mails && sent > 0) texts.push(`${sent} mails were sent by a ${asked.kind}`);
  if (code === 1) texts.push(`a fault in the program: ${error instanceof Error ? error.stack : code}`);
  if (code === 2) texts.push(`exit code 2 (${error instanceof Error ? error.message : ""})`);
  if (code === 3 && sent > 0) texts.push(`exit code 3, and ${sent} mails were sent`);
  if (code === 3 && ended.gongFaults === 0 && !/keeps its weeks in/.test(String(error)))
    texts.push(`exit code 3, and Gong gave all it was asked for: ${String(error)}`);
  const isClock = error instanceof HistoryError && error.kind === "clock";
  const wasSetBack = asked.newestNote !== null && Date.parse(asked.newestNote) > ended.beganMs + hourMs;
  if (asked.kind !== "dry run" && asked.acceptClock !== true && wasSetBack !== isClock)
    texts.push(`the clock was ${wasSetBack ? "" : "not "}set back, and the exit code is ${code}`);
  if (ledger !== null && mails) texts.push(...sentTexts(ledger, ended, asked));
  return texts.map((text) => ({ invariant: "I9", text: `${ended.name}: ${text}` }));
}

const open = ["pending", "intent", "data"];

function sentTexts(ledger: Ledger, { code, error, beganMs }: Ended, { kind }: Asked): readonly string[] {
  const count = (...states: string[]) => ledger.sends.filter(({ state }) => states.includes(state)).length;
  const texts: string[] = [];
  if (code === 0 && count(...open) > 0) texts.push(`exit code 0, and ${count(...open)} mails are not sent`);
  const newest = ledger.timeZone === null ? "" : nameOf(newestClosed(beganMs, ledger.timeZone));
  const last = ledger.settled.at(-1)?.week ?? "";
  if (kind === "run" && code === 0 && last < newest) texts.push(`exit code 0, and ${newest} is due`);
  const unsettled = unsettledOf(ledger);
  if (kind === "run" && code === 0 && unsettled > 0)
    texts.push(`exit code 0, and ${unsettled} mails of the newest week wait for an operator`);
  const troubles = count(...open, "failed", "unknown", "expired");
  if (code === 5 && error === undefined && troubles === 0) texts.push("exit code 5, and every mail is sent");
  return texts;
}

/** Mails about the newest week that an operator has to settle, and has not. */
function unsettledOf({ sends }: Ledger): number {
  const newest = sends
    .map(({ week }) => week)
    .toSorted()
    .at(-1);
  return sends.filter(
    ({ week, state, reply }) =>
      week === newest &&
      ["failed", "unknown", "expired"].includes(state) &&
      reply !== "failed, says the operator",
  ).length;
}
