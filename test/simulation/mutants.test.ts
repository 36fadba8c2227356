import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/root.ts";
import { mutants } from "./mutant-list.ts";

// Whether the simulation finds them is tried by `npm run simulate:mutants`, which takes minutes.
describe("a program with one guard taken out", () => {
  it.each(mutants)("can still be made: $name", ({ changes }) => {
    for (const [file, from] of changes)
      expect(readFileSync(join(packageRoot, file), "utf8").split(from), `${file}: ${from}`).toHaveLength(2);
  });
});
