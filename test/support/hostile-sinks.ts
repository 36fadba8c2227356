import { join } from "node:path";
import { doctor } from "../../jobs/doctor/doctor.ts";
import { explainFinding } from "../../jobs/feedback/explain-finding.ts";
import { confirm, expect as expectLevel, listFeedback, mute } from "../../jobs/feedback/feedback.ts";
import { erase } from "../../jobs/history/erase.ts";
import { exportHistory } from "../../jobs/history/transfer.ts";
import { verify } from "../../jobs/history/verify.ts";
import { exportAudit, listAudit, showAudit, verifyLog } from "../../jobs/limits/audit.ts";
import { listPersonas } from "../../jobs/limits/persona.ts";
import { listOutbox } from "../../jobs/outbox/outbox.ts";
import { addSuppressed, listSuppressed } from "../../jobs/outbox/suppress.ts";
import { preview, report } from "../../jobs/report/report.ts";
import type { attempt } from "../../jobs/session/attempt.ts";
import { status } from "../../jobs/status/status.ts";
import { callTool } from "../../jobs/tools/call.ts";
import { backtest } from "../../jobs/trust/backtest.ts";
import { tune } from "../../jobs/trust/tune.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import { hostileMany } from "./hostile-many.ts";

const week = "2026-W46";

export type Job = Parameters<typeof attempt>[1];
export type Sink = readonly [
  name: string,
  kind: "text" | "json" | "json lines" | "csv" | "prometheus",
  job: Job,
];

/** Every command that shows names, with what it writes. @param explained whose arithmetic is asked for */
export const sinks = (explained: readonly string[], ids: readonly string[], out: string): readonly Sink[] => {
  const [first = "", second = ""] = ids;
  const id = (person: string): string => `${week}:person:${person}:callsAsHost`;
  return [
    ["doctor", "text", (session) => doctor(session, {})],
    ["doctor --json", "json", (session) => doctor(session, { json: true })],
    ["run", "text", (session) => runWeekly(session, { out: join(out, "run") })],
    ["preview", "text", (session) => preview(session, { out: join(out, "preview") })],
    ["report", "text", (session) => report(session, { out: join(out, "report"), week })],
    ...explained.map((one): Sink => ["explain", "text", (session) => explainFinding(session, id(one), {})]),
    ["explain --json", "json", (session) => explainFinding(session, id(first), { json: true })],
    ...ids
      .slice(0, 5)
      .map((one): Sink => ["mute", "text", (session) => mute(session, undefined, { person: one })]),
    ["mute --reason", "text", (session) => mute(session, id(second), { reason: hostileMany[9] ?? "" })],
    ["mute list", "text", (session) => listFeedback(session, "mutes", {})],
    ["mute list --json", "json", (session) => listFeedback(session, "mutes", { json: true })],
    ["expect", "text", (session) => expectLevel(session, id(first), { since: "2026-W44" })],
    ["expect list", "text", (session) => listFeedback(session, "expectations", { all: true })],
    ["confirm", "text", (session) => confirm(session, id(second), { note: hostileMany[11] ?? "" })],
    ["confirm list", "text", (session) => listFeedback(session, "opinions", { all: true })],
    ["status", "text", (session) => status(session, {})],
    ["status --json", "json", (session) => status(session, { json: true })],
    ["status --prometheus", "prometheus", (session) => status(session, { prometheus: true })],
    ["outbox list", "text", (session) => listOutbox(session, { all: true })],
    ["outbox list --json", "json", (session) => listOutbox(session, { all: true, json: true })],
    [
      "suppress add",
      "text",
      (session) => addSuppressed(session, "dana@example.com", { scope: `team:${first}` }),
    ],
    ["suppress add of a name", "text", (session) => addSuppressed(session, hostileMany[3] ?? "", {})],
    ["suppress list", "text", (session) => listSuppressed(session, {})],
    ["persona list", "text", (session) => listPersonas(session, {})],
    ["persona list --json", "json", (session) => listPersonas(session, { json: true })],
    [
      "tools call users.list",
      "json",
      (session) => callTool(session, "users.list", [], { promptId: hostileMany[7] ?? "" }),
    ],
    [
      "tools call users.list --all",
      "json lines",
      (session) => callTool(session, "users.list", [], { all: true }),
    ],
    ["audit list", "text", (session) => listAudit(session, {})],
    ["audit list --json", "json", (session) => listAudit(session, { json: true })],
    ["audit show", "json", (session) => showAudit(session, 1, {})],
    ["audit export --csv", "csv", (session) => exportAudit(session, { csv: true })],
    ["audit export --jsonl", "json lines", (session) => exportAudit(session, {})],
    ["audit verify", "text", (session) => verifyLog(session, {})],
    ["history export --csv", "csv", (session) => exportHistory(session, { bases: true })],
    ["history export --json", "json lines", (session) => exportHistory(session, { json: true })],
    ["history verify", "text", (session) => verify(session, undefined, {})],
    ["history erase --dry-run", "text", (session) => erase(session, { person: first, dryRun: true })],
    ["backtest", "text", (session) => backtest(session, {})],
    ["backtest --json", "json", (session) => backtest(session, { json: true })],
    ["tune", "text", (session) => tune(session, {})],
  ];
};

/** What changes nothing, so that it can be asked twice. */
export const isReader = (name: string): boolean =>
  /list|status|explain|export|verify|show|backtest|tune|doctor|dry-run|tools call/.test(name);

export const isFormula = (cell: string): boolean =>
  /^["\s]*[=+@\uff1d\uff0b\uff20]|^["\s]*-(?!\d+(\.\d+)?$)/.test(cell);
