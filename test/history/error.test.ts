import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { addonRefusal } from "../../src/history/addon.ts";
import { asHistoryError, HistoryError, isDiskFailure } from "../../src/history/error.ts";

describe("asHistoryError", () => {
  it.each`
    code                      | kind         | next
    ${"SQLITE_FULL"}          | ${"disk"}    | ${/the disk is full.*Free some space, then run the same command again/}
    ${"SQLITE_IOERR_FSYNC"}   | ${"disk"}    | ${/then gong-digest history verify, then run the same command again/}
    ${"SQLITE_READONLY"}      | ${"disk"}    | ${/expected a file and a folder that this user may write to/}
    ${"SQLITE_CANTOPEN"}      | ${"disk"}    | ${/look at their owner and mode/}
    ${"SQLITE_BUSY_SNAPSHOT"} | ${"busy"}    | ${/run again when that one has finished/}
    ${"SQLITE_CORRUPT_INDEX"} | ${"damaged"} | ${/Nothing was changed\. gong-digest history verify .*gong-digest history restore FILE/}
    ${"SQLITE_NOTADB"}        | ${"foreign"} | ${/set history\.path to another file/}
  `("$code is $kind and names the next step", ({ code, kind, next }) => {
    const error = asHistoryError(new Sqlite.SqliteError("as SQLite says", code), "/data/history.db");

    expect(error).toMatchObject({ name: "HistoryError", kind, message: expect.stringMatching(next) });
    expect(error).toMatchObject({ message: expect.stringMatching(/^\/data\/history\.db.*as SQLite says/) });
  });

  it.each(["SQLITE_CONSTRAINT_UNIQUE", "SQLITE_ERROR"])("%s is a mistake of ours and stays one", (code) => {
    const error = new Sqlite.SqliteError("near SELEC", code);

    expect(asHistoryError(error, "h.db")).toBe(error);
  });

  it("leaves what is already told as it is", () => {
    const error = new HistoryError("busy", "wait");

    expect(asHistoryError(error, "h.db")).toBe(error);
  });
});

describe("isDiskFailure", () => {
  it.each`
    code                    | is
    ${"SQLITE_IOERR_FSYNC"} | ${true}
    ${"SQLITE_CORRUPT"}     | ${true}
    ${"SQLITE_FULL"}        | ${false}
    ${"SQLITE_BUSY"}        | ${false}
  `("$code: $is", ({ code, is }) => {
    expect(isDiskFailure(asHistoryError(new Sqlite.SqliteError("x", code), "h.db"))).toBe(is);
  });
});

describe("addonRefusal", () => {
  it.each`
    node         | supported                 | refused
    ${"20.20.2"} | ${"20.x || 22.x || 24.x"} | ${null}
    ${"21.7.0"}  | ${"20.x || 22.x || 24.x"} | ${"Node 21.7.0 cannot load better-sqlite3, expected 20.x || 22.x || 24.x; install one of them, then run npm ci in the folder of gong-digest"}
    ${"26.1.0"}  | ${">=22"}                 | ${null}
    ${"20.20.2"} | ${">=22"}                 | ${/^Node 20\.20\.2 cannot load/}
    ${"20.20.2"} | ${""}                     | ${null}
  `("Node $node, supported $supported", ({ node, supported, refused }) => {
    const refusal = addonRefusal(node, supported);

    if (refused instanceof RegExp) expect(refusal).toMatch(refused);
    else expect(refusal).toBe(refused);
  });
});
