import type { Command } from "commander";
import { Option } from "commander";
import type { CommandLine } from "../command-line.ts";

/** `audit …`: who called what in Gong. */
export function addAuditCommands(program: Command, { command, go, wholeNumber }: CommandLine): void {
  const audit = command(
    program,
    "audit",
    "every call to Gong: who, what, when, and how it ended",
  ).addHelpText("after", "\nExample: gong-digest audit list --since 2026-11-16 --decision denied");
  const filtered = (parent: Command): Command =>
    parent
      .option("--since <time>", "from this ISO date or time on")
      .option("--until <time>", "before this ISO date or time")
      .option("--user <user>", "calls of this account alone")
      .option("--persona <name>", "calls under this persona alone")
      .option("--action <name>", "calls of this action alone")
      .addOption(
        new Option("--decision <decision>", "only these").choices([
          "allowed",
          "denied",
          "approval-needed",
          "dry-run",
        ]),
      );

  filtered(command(audit, "list", "attempts, oldest first, a line each"))
    .option("--limit <n>", "the newest so many", wholeNumber, 100)
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample: gong-digest audit list --action calls.transcripts --json")
    .action((options) => go(async (session) => (await import("./audit.ts")).listAudit(session, options)));

  command(audit, "show", "one attempt, all that is known of it, as JSON")
    .argument("<number>", "its number in audit list", wholeNumber)
    .option("--payload", "with prompt, arguments and answer, where audit.payloads kept them")
    .addHelpText("after", "\nExample: gong-digest audit show 812 --payload")
    .action((sequence, options) =>
      go(async (session) => (await import("./audit.ts")).showAudit(session, sequence, options)),
    );

  filtered(command(audit, "export", "every attempt, on stdout"))
    .option("--jsonl", "a JSON object a line, the default")
    .addOption(new Option("--csv", "as CSV, safe to open in a spreadsheet").conflicts("jsonl"))
    .addHelpText("after", "\nExample: gong-digest audit export --csv > audit.csv")
    .action((options) => go(async (session) => (await import("./audit.ts")).exportAudit(session, options)));

  command(audit, "verify", "is every row as it was written, and none missing?")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExit code 5 when a row was changed or is missing.\nExample: gong-digest audit verify",
    )
    .action((options) => go(async (session) => (await import("./audit.ts")).verifyLog(session, options)));
}
