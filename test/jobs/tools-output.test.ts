import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Session } from "../../jobs/session/session.ts";
import { openOutput } from "../../jobs/tools/output.ts";
import { actionLines } from "../../jobs/tools/tools.ts";
import { ConfigError } from "../../src/config.ts";
import { actions } from "../../src/gong/actions.ts";

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

describe("the list of actions", () => {
  it("has a line each, for grep", () => {
    expect(actionLines(actions, null).trim().split("\n")).toHaveLength(actions.length);
  });

  it("fits a terminal of 80 columns, what does not fit below itself", () => {
    const lines = actionLines(actions, 80).split("\n");

    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.slice(0, 2)).toEqual([
      expect.stringMatching(/^users\.list +read +Everybody in Gong with name, title/),
      expect.stringMatching(/^ {30,}\S/),
    ]);
  });
});
