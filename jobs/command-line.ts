import type { Command } from "commander";
import type { ExitCode } from "./session/exit.ts";
import type { Session } from "./session/session.ts";

type Job = (session: Session) => Promise<ExitCode> | ExitCode;

/** How the command line makes a command and runs a job; handed in, so that settings reach every command. */
export type CommandLine = {
  readonly command: (parent: Command, name: string, description: string) => Command;
  readonly go: (job: Job) => Promise<void>;
  readonly wholeNumber: (text: string) => number;
};
