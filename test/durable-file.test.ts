import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeDurably } from "../src/durable-file.ts";

const folder = mkdtempSync(join(tmpdir(), "gong-digest-"));
const file = join(folder, "metrics.prom");

describe("writeDurably", () => {
  it("writes for all to read, over what is there, and leaves nothing else", () => {
    const umask = process.umask(0o077);
    writeDurably(file, "old\n", { mode: 0o644 });
    writeDurably(file, "new\n", { mode: 0o644 });
    process.umask(umask);

    expect(readFileSync(file, "utf8")).toBe("new\n");
    expect((statSync(file).mode & 0o777).toString(8)).toBe("644");
    expect(readdirSync(folder)).toEqual(["metrics.prom"]);
  });

  it("shows the old text until the new one is whole", () => {
    writeDurably(file, "old\n", { mode: 0o644 });
    let seen = "";
    writeDurably(file, "new\n", {
      step: (moment) => {
        if (moment === "written") seen = readFileSync(file, "utf8");
      },
    });

    expect([seen, readFileSync(file, "utf8")]).toEqual(["old\n", "new\n"]);
    rmSync(folder, { recursive: true });
  });
});
