import type { Command } from "commander";
import type { CommandLine } from "../command-line.ts";

/** `persona …`: who may call what, and how to take it back. */
export function addPersonaCommands(
  program: Command,
  { command, go }: Omit<CommandLine, "wholeNumber">,
): void {
  const persona = command(program, "persona", "who may call what: look, ask, take back").addHelpText(
    "after",
    "\nExample: gong-digest persona list",
  );

  command(persona, "list", "every persona, what it may do, and what it used of its day")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample: gong-digest persona list --json")
    .action((options) =>
      go(async (session) => (await import("./persona.ts")).listPersonas(session, options)),
    );

  command(persona, "check", "may a persona make this call, and if not, why; exit code 6 when it may not")
    .argument("<name>", "the persona")
    .argument("<action>", "an action or a tool over the history")
    .option("--input <json>", "the input as JSON, @FILE or - for stdin")
    .addHelpText("after", "\nExample: gong-digest persona check analyst calls.transcripts")
    .action((name, action, options) =>
      go(async (session) => (await import("./persona.ts")).checkPersona(session, name, action, options)),
    );

  command(persona, "revoke", "take everything back at once, in servers that run, too")
    .argument("<name>", "the persona")
    .addHelpText("after", "\nExample: gong-digest persona revoke analyst")
    .action((name) => go(async (session) => (await import("./persona.ts")).revoke(session, name)));

  command(persona, "restore", "give back what revoke took")
    .argument("<name>", "the persona")
    .addHelpText("after", "\nExample: gong-digest persona restore analyst")
    .action((name) => go(async (session) => (await import("./persona.ts")).restore(session, name)));
}
