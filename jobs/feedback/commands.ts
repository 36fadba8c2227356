import { type Command, InvalidArgumentError } from "commander";
import type { FeedbackKind } from "../../src/history/feedback.ts";
import type { CommandLine } from "../command-line.ts";

/** `mute`, `expect` and `confirm`: what people tell the program about its findings. */
export function addFeedbackCommands(program: Command, line: Pick<CommandLine, "command" | "go">): void {
  const { command, go } = line;
  const id = "2026-W46:team:4001:callsAsHost";

  const mute = command(program, "mute", "leave a metric, person or team out of digests for some weeks");
  withSubject(mute)
    .option("--weeks <n>", "for how many weeks, the newest in the history or --from the first", positive, 4)
    .option("--from <week>", "first week (default: the finding's, else the newest in the history)")
    .option("--reason <text>", "why; it stays on this machine and is in no mail")
    .option("--json", "what was stored as JSON")
    .addHelpText(
      "after",
      `
Muted findings are judged and counted, not told; the mail's foot says how many.
A mute of a team is about the team's own values; with --people about those of
its people too. Drivers keep their names.

Example: gong-digest mute ${id} --weeks 6
         gong-digest mute --metric talkRatio --team maria@example.com --people`,
    )
    .action((finding, options) =>
      go(async (session) => (await import("./feedback.ts")).mute(session, finding, options)),
    );
  addLists(mute, "mutes", line);

  const expect = command(program, "expect", "accept a known change of level: move the usual range");
  withSubject(expect)
    .option("--since <week>", "first week of the new level, 2026-W44 or W44")
    .option("--alone", "this series alone, without those the finding was told with")
    .option("--reason <text>", "why; it stays on this machine and is in no mail")
    .option("--json", "what was stored as JSON")
    .addHelpText(
      "after",
      `
What was before that week no longer counts. The series is not judged in the
first three weeks of its new level, then by those weeks, with a range as wide
as they warrant. Of a finding, the series that were told with it and those who
account for a tenth of it or more are moved with it, unless --alone.

Example: gong-digest expect ${id} --since W44
         gong-digest expect --person ana@example.com --since 2026-W40`,
    )
    .action((finding, options) =>
      go(async (session) => (await import("./feedback.ts")).expect(session, finding, options)),
    );
  addLists(expect, "expectations", line);

  const confirm = command(
    program,
    "confirm",
    "say whether a finding was a true change; judging stays as it is",
  )
    .enablePositionalOptions()
    .argument("<finding>", "its id from digest.json")
    .option("--wrong", "it was not a true change")
    .option("--note <text>", "a few words; they stay on this machine and are in no mail")
    .option("--json", "what was stored as JSON")
    .addHelpText("after", `\nExample: gong-digest confirm ${id} --wrong`)
    .action((finding, options) =>
      go(async (session) => (await import("./feedback.ts")).confirm(session, finding, options)),
    );
  addLists(confirm, "opinions", line);
}

/** Without positional options a list's --json would be taken for its parent's. */
function withSubject(command: Command): Command {
  return command
    .enablePositionalOptions()
    .argument("[finding]", "its id from digest.json: that metric of that person, team or the company")
    .option("--metric <metric>", "a metric like talkRatio")
    .option("--person <who>", "a Gong user id or an address")
    .option("--team <manager>", "the direct reports of this Gong user id or address")
    .option("--company", "the company's own values")
    .option("--people", "with a team: its people's values too");
}

function addLists(
  parent: Command,
  kind: FeedbackKind,
  { command, go }: Pick<CommandLine, "command" | "go">,
): void {
  const name = parent.name();
  command(parent, "list", "what holds now")
    .option("--all", "what was taken back or is over too")
    .option("--json", "as JSON")
    .addHelpText("after", `\nExample: gong-digest ${name} list --json`)
    .action((options) =>
      go(async (session) => (await import("./feedback.ts")).listFeedback(session, kind, options)),
    );
  command(parent, "remove", "take one back; it stays in the history with its end")
    .argument("<id>", "its number in the list", positive)
    .addHelpText("after", `\nExample: gong-digest ${name} remove 1`)
    .action((id) => go(async (session) => (await import("./feedback.ts")).removeFeedback(session, kind, id)));
}

function positive(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a whole number from 1.");
}
