import { type Command, Option } from "commander";
import type { CommandLine } from "../command-line.ts";

/** `history …`: the history out and in, its backups, and whether it is whole. */
export function addHistoryCommands(program: Command, { command, go, wholeNumber }: CommandLine): void {
  const history = command(
    program,
    "history",
    "the history: CSV out and in, backup, verify, restore, erase",
  ).addHelpText("after", "\nExample: gong-digest history export --csv > history.csv");
  command(history, "export", "every value as CSV on stdout: week,level,entity_id,team_id,metric,value")
    .option("--csv", "as CSV, the default")
    .option("--bases", "with a last column, the calls or cards behind each mean; import needs it to be exact")
    .addOption(new Option("--json", "as JSON lines, bases included").conflicts("csv"))
    .option("--from <week>", "first week")
    .option("--to <week>", "last week")
    .addHelpText("after", "\nExample: gong-digest history export --csv --from 2026-W40 > history.csv")
    .action(({ json, bases, from, to }) =>
      go(async (session) => {
        const { weekOption } = await import("../pull/backfill.ts");
        const { exportHistory } = await import("./transfer.ts");
        return exportHistory(session, {
          json: json === true,
          bases: bases === true,
          ...(from ? { from: weekOption("--from", from) } : {}),
          ...(to ? { to: weekOption("--to", to) } : {}),
        });
      }),
    );
  command(history, "import", "read a CSV of history export; weeks already there stay as they are")
    .argument("<file>", "the CSV")
    .option("--time-zone <zone>", "the company's zone, when the history does not know it yet")
    .addHelpText(
      "after",
      `
Without the column of history export --bases, team means are rebuilt from other
metrics and nearly right.

Example: gong-digest history import history.csv --time-zone Europe/Paris`,
    )
    .action((file, options) =>
      go(async (session) => (await import("./transfer.ts")).importHistory(session, file, options)),
    );
  command(history, "backup", "one verified file of all that is recorded by now, while others go on writing")
    .argument("<target>", "a file, or a folder, where it gets a name with the time")
    .option("--keep <n>", "in a folder: take older backups away, all but the newest n", wholeNumber)
    .option("--force", "in the place of an older backup of that name")
    .option("--json", "what it holds as JSON")
    .addHelpText("after", "\nExample: gong-digest history backup /backup/ --keep 8")
    .action((target, options) =>
      go(async (session) => (await import("./backup.ts")).backup(session, target, options)),
    );
  command(history, "verify", "read all of it and say what is damaged; exit code 5 when something is")
    .argument("[file]", "a backup (default: the history)")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample: gong-digest history verify /backup/history-20261116T080000Z.db")
    .action((file, options) =>
      go(async (session) => (await import("./verify.ts")).verify(session, file, options)),
    );
  command(history, "restore", "put a backup in the history's place; what was there is kept beside it")
    .argument("<file>", "the backup")
    .option("--tell", "mail the weeks that it has not told, though they may have been told since")
    .option("--json", "what was done as JSON")
    .addHelpText("after", "\nExample: gong-digest history restore /backup/history-20261116T080000Z.db")
    .action((file, options) =>
      go(async (session) => (await import("./restore.ts")).restore(session, file, options)),
    );
  command(history, "erase", "take a person out of everything kept here, and keep them out; prints a receipt")
    .option("--email <address>", "whose, in any spelling")
    .option("--person <id>", "their Gong user id, or a name that nobody else has")
    .option(
      "--also <dir>",
      "look into this folder of digests or backups too; may be given again",
      (folder: string, before: readonly string[] = []) => [...before, folder],
    )
    .option("--dry-run", "say what would go; nothing is changed")
    .option("--json", "the receipt as JSON")
    .addHelpText("after", "\nExample: gong-digest history erase --email ana@example.com --dry-run")
    .action((options) => go(async (session) => (await import("./erase.ts")).erase(session, options)));
}
