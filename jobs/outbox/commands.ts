import { type Command, Option } from "commander";
import type { CommandLine } from "../command-line.ts";

/** `outbox …`: messages that are to be sent, and those of which nobody knows whether they were. */
export function addOutboxCommands(program: Command, { command, go, wholeNumber }: CommandLine): void {
  const outbox = command(program, "outbox", "the mails that did not leave, or may have").addHelpText(
    "after",
    "\nExample: gong-digest outbox list",
  );

  command(outbox, "list", "mails that are not sent: number, state, week, recipient, what the server said")
    .option("--all", "sent ones too")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample: gong-digest outbox list --json")
    .action((options) => go(async (session) => (await import("./outbox.ts")).listOutbox(session, options)));

  command(outbox, "resolve", "say what became of a mail whose fate is unknown, or have it sent again")
    .argument("[numbers...]", "of outbox list", (text: string, before: readonly number[] = []) => [
      ...before,
      wholeNumber(text),
    ])
    .option("--all", "every one that is unknown")
    .addOption(
      new Option("--as <what>", "what to do with it")
        .choices(["sent", "resend", "failed"])
        .makeOptionMandatory(),
    )
    .addHelpText(
      "after",
      `
sent and failed are believed. resend has the next run send it again, byte for
byte the same; a reader whose mail server took it the first time may get it
twice.

Example: gong-digest outbox resolve 12 13 --as sent`,
    )
    .action((numbers, options) =>
      go(async (session) => (await import("./outbox.ts")).resolveOutbox(session, numbers, options)),
    );
}
