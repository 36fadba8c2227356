import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { slotLines } from "../../src/mail/slots.ts";
import { packageRoot } from "../../src/root.ts";

describe("templates/README.md", () => {
  it("lists every slot, in the words of src/mail/slots.ts", () => {
    const text = readFileSync(join(packageRoot, "templates", "README.md"), "utf8");

    expect(text.split("\n").filter((line) => line.startsWith("| `"))).toEqual(slotLines());
  });
});
