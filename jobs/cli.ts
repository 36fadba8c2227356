#!/usr/bin/env node
import { createProgram } from "./program.ts";
import { refuseNode } from "./session/node-version.ts";

refuseNode(process.versions.node, process.env.NODE_DEBUG);

const program = createProgram({
  run: async (job, options) => {
    const { attempt } = await import("./session/attempt.ts");
    process.exitCode = await attempt(options, job);
  },
  exit: ({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2),
});
await program.parseAsync();
