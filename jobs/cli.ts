#!/usr/bin/env node
import { createProgram } from "./program.ts";
import { holdMemory } from "./session/memory.ts";
import { refuseNode } from "./session/node-version.ts";

refuseNode(process.versions.node, process.env.NODE_DEBUG);

/** They judge many weeks in a row, where time counts more than memory. */
const forSpeed: ReadonlySet<string> = new Set(["detect", "backtest", "tune"]);

const program = createProgram({
  run: async (job, options) => {
    if (!forSpeed.has(options.command ?? "")) holdMemory();
    const { attempt } = await import("./session/attempt.ts");
    process.exitCode = await attempt(options, job);
  },
  exit: ({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2),
});
await program.parseAsync();
