#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { packageRoot } from "../src/root.ts";
import { addAuthCommands } from "./auth/commands.ts";
import { addFeedbackCommands } from "./feedback/commands.ts";
import { addHistoryCommands } from "./history/commands.ts";
import { addApproveCommand } from "./limits/approve-commands.ts";
import { addAuditCommands } from "./limits/audit-commands.ts";
import { addPersonaCommands } from "./limits/persona-commands.ts";
import { addOutboxCommands } from "./outbox/commands.ts";
import { addSuppressCommands } from "./outbox/suppress-commands.ts";
import { holdMemory } from "./session/memory.ts";
import { refuseOldNode } from "./session/node-version.ts";
import type { GlobalOptions } from "./session/session.ts";
import { addToolCommands } from "./tools/commands.ts";
import { addTrustCommands } from "./trust/commands.ts";

refuseOldNode(process.versions.node);

/** As it was typed, for the log. */
let commandName = "";

/** They judge many weeks in a row, where time counts more than memory. */
const forSpeed: ReadonlySet<string> = new Set(["detect", "backtest", "tune"]);

/** Each command loads what it uses when it runs, so that --help and a typing error answer at once. */
const program = new Command("gong-digest")
  .description(
    "One mail a week that says what changed in your Gong activity, by how much, and who drives it.",
  )
  .version(versionOf())
  .option("--config <file>", "settings (default: GONG_DIGEST_CONFIG, else config.yaml)")
  .addOption(new Option("--now <iso>", "the job's clock, for trying things out").hideHelp())
  .showHelpAfterError("(add --help for an example)")
  .showSuggestionAfterError()
  .configureHelp({ showGlobalOptions: true })
  .hook("preAction", (_program, action) => {
    const parent = action.parent === program ? "" : `${action.parent?.name()} `;
    commandName = `${parent}${action.name()}`;
  })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .addHelpText(
    "after",
    `
Exit codes: 0 done or nothing due · 1 a bug · 2 config or usage · 3 Gong not reachable, refused or
incomplete, digest held · 4 partly sent · 5 not sent · 6 findings at or above --fail-on

Example: gong-digest demo`,
  );

command("demo", "everything on this machine: a made-up company, real HTTP, SQLite and SMTP")
  .option("--out <dir>", "folder for the digest and its history", "out/demo")
  .option("--people <n>", "size of the company", wholeNumber, 120)
  .addHelpText("after", "\nExample: gong-digest demo --people 300 --out /tmp/demo")
  .action((options) => go(async (session) => (await import("./demo.ts")).demo(session, options)));

command("init", "write a commented config.yaml")
  .option("--out <file>", "where to", "config.yaml")
  .addHelpText("after", "\nExample: gong-digest init")
  .action(async ({ out }) => {
    const { init } = await import("./init.ts");
    await go((session) => init(session, out), { config: join(packageRoot, "config.example.yaml") });
  });

command("doctor", "check config, key, scopes, database, mail server, zone, clock and disk")
  .option("--json", "the checks as JSON")
  .addHelpText("after", "\nExample: gong-digest doctor")
  .action((options) => go(async (session) => (await import("./doctor/doctor.ts")).doctor(session, options)));

command("run", "the weekly job: every closed week not yet told, from pull to send")
  .option("--week <week>", "this week instead of the one that is due")
  .option("--dry-run", "say who would get what; send nothing")
  .option("--out <dir>", "write the digests as .html .txt .json .csv .eml too")
  .option("--to <address>", "send every digest to this address alone, as a test")
  .option("--accept-clock", "go on although the history has entries later than this clock")
  .option("--require-history", "end with exit code 2 when the history is empty: its disk may be gone")
  .addHelpText("after", "\nExample: gong-digest run --dry-run --out out")
  .action(({ week, requireHistory, ...options }) =>
    go(async (session) => {
      if (requireHistory) await (await import("./history/required.ts")).refuseEmptyHistory(session);
      const { weekOption } = await import("./pull/backfill.ts");
      const { runWeekly } = await import("./weekly/weekly.ts");
      return runWeekly(session, { ...options, ...(week ? { week: weekOption("--week", week) } : {}) });
    }),
  );

command("backfill", "fill the history with past weeks; resumable, never mails")
  .requiredOption("--from <week>", "first week, 2026-W01 or the date of its Monday")
  .option("--to <week>", "last week (default: the newest that has ended)")
  .addHelpText("after", "\nExample: gong-digest backfill --from 2026-W01")
  .action(({ from, to }) =>
    go(async (session) => {
      const { backfill, weekOption } = await import("./pull/backfill.ts");
      const span = { from: weekOption("--from", from), ...(to ? { to: weekOption("--to", to) } : {}) };
      return backfill(session, span);
    }),
  );

command("schedule", "wake at schedule.cron and run the weekly job; catches up after downtime")
  .addHelpText("after", "\nExample: gong-digest schedule")
  .action(() =>
    go(async (session) => {
      const { attempt } = await import("./session/attempt.ts");
      const { runWeekly } = await import("./weekly/weekly.ts");
      const { keepSchedule } = await import("./weekly/schedule.ts");
      return keepSchedule(session, () => attempt({ ...globals(), command: "run" }, (own) => runWeekly(own)));
    }),
  );

command("preview", "a digest on disk, from the history alone; nothing is read or sent")
  .option("--week <week>", "which (default: the newest in the history)")
  .option("--recipient <address>", "as this recipient gets it (default: the company's)")
  .option("--out <dir>", "folder", "out")
  .option("--watch", "serve it on this machine and make it anew on every save, until Ctrl-C")
  .option("--port <n>", "of --watch (default: any that is free)", wholeNumber)
  .addHelpText(
    "after",
    "\nExample: gong-digest preview --recipient maria@example.com\n         gong-digest preview --watch --port 8000",
  )
  .action(({ week, watch, port, ...options }) =>
    go(async (session) => {
      const { weekOption } = await import("./pull/backfill.ts");
      if (watch) {
        const { watchPreview } = await import("./report/watch.ts");
        const given = { "--config": globals().config, "--week": week, "--recipient": options.recipient };
        const own = Object.entries(given).flatMap(([name, value]) => (value ? [name, String(value)] : []));
        return watchPreview(session, { preview: ["preview", ...own], port: port ?? 0 });
      }
      const { preview } = await import("./report/report.ts");
      return preview(session, { ...options, ...(week ? { week: weekOption("--week", week) } : {}) });
    }),
  );

command("report", "the company's digest for CI: digest.html .json .txt, findings.csv, summary.md")
  .option("--week <week>", "which (default: the newest that has ended)")
  .requiredOption("--out <dir>", "folder")
  .addOption(
    new Option("--fail-on <certainty>", "exit 6 on a finding at least this sure").choices([
      "clear",
      "likely",
    ]),
  )
  .addHelpText("after", "\nExample: gong-digest report --out out --fail-on clear")
  .action(({ week, ...options }) =>
    go(async (session) => {
      const { weekOption } = await import("./pull/backfill.ts");
      const { report } = await import("./report/report.ts");
      return report(session, { ...options, ...(week ? { week: weekOption("--week", week) } : {}) });
    }),
  );

command("status", "is all well, what is due, what the history holds, how the last runs ended")
  .addOption(new Option("--json", "as JSON").conflicts("prometheus"))
  .option("--prometheus", "numbers as Prometheus reads them")
  .addHelpText(
    "after",
    "\nIts exit code says it: 0 well or never run, 3 late, 4 or 5 some or none of the mails sent,\n5 too when the history cannot be used, 2 when it is none of ours. It changes and creates nothing.\n\nExample: gong-digest status --json",
  )
  .action((options) => go(async (session) => (await import("./status/status.ts")).status(session, options)));

command("explain", "the whole arithmetic of one finding, or of any value that was judged")
  .argument("<finding>", "its id from digest.json: week:level:entity:metric")
  .option("--json", "as JSON")
  .addHelpText("after", "\nExample: gong-digest explain 2026-W46:company:company:callsAsHost")
  .action((id, options) =>
    go(async (session) =>
      (await import("./feedback/explain-finding.ts")).explainFinding(session, id, options),
    ),
  );

command("detect", "judge any weekly panel: CSV in, CSV out; no history, no Gong, no mail")
  .argument("<panel>", "series_id,level,team,user,metric,kind,week,value,n; - for stdin")
  .argument("[week]", "2026-W46 or the date of its Monday (default: the newest in the file)")
  .option("--all", "every week, each from the weeks before it alone")
  .addHelpText("after", "\nExample: gong-digest detect panel.csv --all > judged.csv")
  .action((panel, week, { all }) =>
    go(
      async () =>
        (await import("./trust/detect.ts")).detect(panel, { all: all === true, ...(week ? { week } : {}) }),
      { config: join(packageRoot, "config.example.yaml") },
    ),
  );

command("mock", "a Gong on this machine: made-up company, real protocol")
  .option("--port <n>", "port on 127.0.0.1", wholeNumber, 8080)
  .option("--people <n>", "size of the company", wholeNumber, 120)
  .option("--seed <n>", "which company", wholeNumber, 1)
  .option("--time-zone <zone>", "the company's zone", "America/New_York")
  .option("--rate <n>", "requests a second before it answers 429", wholeNumber, 3)
  .addHelpText("after", "\nExample: gong-digest mock --port 8080")
  .action((options) =>
    go(async (session) => (await import("./tools/mock-gong.ts")).serveMock(session, options)),
  );

addApproveCommand(program, { command: subcommand, go });
addAuditCommands(program, { command: subcommand, go, wholeNumber });
addAuthCommands(program, { command: subcommand, go, wholeNumber });
addFeedbackCommands(program, { command: subcommand, go });
addOutboxCommands(program, { command: subcommand, go, wholeNumber });
addHistoryCommands(program, { command: subcommand, go, wholeNumber });
addPersonaCommands(program, { command: subcommand, go });
addSuppressCommands(program, { command: subcommand, go });
addToolCommands(program, { command: subcommand, go, wholeNumber });
addTrustCommands(program, { command: subcommand, go });

await program.parseAsync();

type Job = Parameters<typeof import("./session/attempt.ts")["attempt"]>[1];

async function go(job: Job, options: GlobalOptions = {}): Promise<void> {
  if (!forSpeed.has(commandName)) holdMemory();
  const { attempt } = await import("./session/attempt.ts");
  process.exitCode = await attempt({ ...globals(), ...options }, job);
}

function globals(): GlobalOptions {
  return { ...program.opts<GlobalOptions>(), command: commandName };
}

function command(name: string, description: string): Command {
  return subcommand(program, name, description);
}

/** Commander hands settings down to commands only when they are made this way. */
function subcommand(parent: Command, name: string, description: string): Command {
  return parent.command(name).description(description).showHelpAfterError("(add --help for an example)");
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a whole number.");
}

function versionOf(): string {
  const text = readFileSync(join(packageRoot, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
