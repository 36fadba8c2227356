import type { Command } from "commander";
import type { CommandLine } from "../command-line.ts";

/** `approve`: the owner's word on calls that cannot be undone. */
export function addApproveCommand(program: Command, { command, go }: Omit<CommandLine, "wholeNumber">): void {
  command(program, "approve", "let one call through that cannot be undone: look at it, type its target again")
    .argument("[id]", "of the call that asked, or a file that --out wrote elsewhere")
    .option("--list", "the calls that wait, and the approvals that hold")
    .option("--all", "with --list: those of the past, too")
    .option("--json", "with --list: as JSON")
    .option("--sign <key>", "sign it with the owner's ed25519 key (PEM) instead, on any machine")
    .option(
      "--out <file>",
      "with --sign: where the approval goes; alone: the request, to be signed elsewhere",
    )
    .option("--file <file>", "take an approval that was signed elsewhere")
    .addHelpText(
      "after",
      `
An approval holds for ten minutes, for one call, with these arguments and no
others.

Example: gong-digest approve --list
         gong-digest approve 7KQ2M9XA`,
    )
    .action((id, options) =>
      go(async (session) => (await import("./approve.ts")).approveCall(session, id, options)),
    );
}
