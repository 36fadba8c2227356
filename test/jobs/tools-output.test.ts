import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Session } from "../../jobs/session/session.ts";
import { openOutput } from "../../jobs/tools/output.ts";
import { ConfigError } from "../../src/config.ts";

const session = { print: () => undefined } as unknown as Session;

describe("openOutput", () => {
  it("has everything on disk when it is closed", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "gong-digest-")), "rows.jsonl");
    const output = await openOutput(session, path);
    for (let row = 0; row < 20_000; row += 1) await output.write(`${row}\n`);
    await output.close();

    expect(readFileSync(path, "utf8").split("\n")).toHaveLength(20_001);
  });

  it.skipIf(process.platform !== "linux")(
    "says that a full disk took nothing, however little it was",
    async () => {
      const output = await openOutput(session, "/dev/full");
      await output.write("one row\n");

      await expect(output.close()).rejects.toThrow(ConfigError);
      await expect(output.close()).rejects.toThrow(
        /--out: \/dev\/full cannot be written to its end \(ENOSPC\)/,
      );
    },
  );
});
