import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/root.ts";
import { faultOf } from "../support/command-line.ts";
import { commandsIn } from "../support/documented-commands.ts";

const files = [
  "README.md",
  "CONTRIBUTING.md",
  "templates/README.md",
  ...readdirSync(join(packageRoot, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

describe("the commands that are documented", () => {
  it.each(files)("in %s are there, with their options and arguments", async (file) => {
    const commands = commandsIn(readFileSync(join(packageRoot, file), "utf8"));

    const faults = await Promise.all(commands.map(({ words, isWhole }) => faultOf(words, isWhole)));

    expect(faults.filter((fault) => fault !== null)).toEqual([]);
    if (file === "README.md") expect(commands.length).toBeGreaterThan(50);
  });

  it("are told from those that are not", async () => {
    const text =
      "```sh\nnpx gong-digest backfill --from 2026-W01 --until 2026-W40   # no\n```\n`gong-digest histroy verify` `gong-digest mute`";

    const faults = await Promise.all(commandsIn(text).map(({ words, isWhole }) => faultOf(words, isWhole)));

    expect(faults).toEqual([
      expect.stringContaining("unknown option '--until'"),
      expect.stringContaining("unknown command 'histroy'"),
      null,
    ]);
  });
});
