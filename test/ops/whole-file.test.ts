import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { onFailpoint } from "../../src/failpoint.ts";
import { writeWhole } from "../../src/ops/whole-file.ts";

const folder = mkdtempSync(join(tmpdir(), "gong-digest-"));
const file = join(folder, "metrics.prom");

describe("writeWhole", () => {
  afterEach(() => onFailpoint(undefined));

  it("writes for all to read, over what is there, and leaves nothing else", () => {
    const umask = process.umask(0o077);
    writeWhole(file, "old\n", 0o644);
    writeWhole(file, "new\n", 0o644);
    process.umask(umask);

    expect(readFileSync(file, "utf8")).toBe("new\n");
    expect((statSync(file).mode & 0o777).toString(8)).toBe("644");
    expect(readdirSync(folder)).toEqual(["metrics.prom"]);
  });

  it("shows the old text until the new one is whole", () => {
    writeWhole(file, "old\n", 0o644);
    let seen = "";
    onFailpoint((name) => {
      if (name === "file.written") seen = readFileSync(file, "utf8");
    });
    writeWhole(file, "new\n", 0o644);

    expect([seen, readFileSync(file, "utf8")]).toEqual(["old\n", "new\n"]);
    rmSync(folder, { recursive: true });
  });
});
