import { type Command, CommanderError } from "commander";
import { createProgram } from "../../jobs/program.ts";

/** The command line as it is, with nothing behind it: no job runs, no process ends, nothing is written. */
function quietProgram(): Command {
  const program = createProgram({
    run: async () => undefined,
    exit: (error) => {
      throw error;
    },
  });
  for (const command of everyCommand(program))
    command.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  return program;
}

/** All commands, those that only hold others included. */
export function everyCommand(command: Command = quietProgram()): readonly Command[] {
  return [command, ...command.commands.flatMap((each) => everyCommand(each))];
}

/** "history backup"; empty for the program itself. */
export function nameOf(command: Command): string {
  const { parent } = command;
  return parent === null ? "" : `${nameOf(parent)} ${command.name()}`.trim();
}

/** All of a command's help, as `--help` prints it into a terminal of 80 columns. */
export function helpOf(command: Command): string {
  const printed: string[] = [];
  command.configureOutput({ writeOut: (text) => void printed.push(text), getOutHelpWidth: () => 80 });
  command.outputHelp();
  return printed.join("");
}

/**
 * Whether a command line is one: its command, options and arguments are there.
 *
 * @param isWhole false for a mention in a sentence, which may leave out what a command needs
 * @returns what is wrong with it; null when nothing is
 */
export async function faultOf(words: readonly string[], isWhole: boolean): Promise<string | null> {
  const program = quietProgram();
  // Commander looks for options that are lacking before it looks for those that are unknown.
  if (!isWhole)
    for (const command of everyCommand(program))
      for (const option of command.options) option.mandatory = false;
  try {
    await program.parseAsync([...words], { from: "user" });
    return null;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.version" || error.code === "commander.helpDisplayed") return null;
    const isShort = ["commander.missingArgument", "commander.help"];
    return !isWhole && isShort.includes(error.code) ? null : `${words.join(" ")}: ${error.message}`;
  }
}
