import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { exitCodeOf } from "../../jobs/session/exit.ts";
import { readSettings } from "../../jobs/session/settings.ts";
import { status } from "../../jobs/status/status.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import { openDatabase } from "../../src/history/database.ts";
import { completeWeeks } from "../../src/history/ledger.ts";
import { verifyHistory } from "../../src/history/verify.ts";
import { packageRoot } from "../../src/root.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type Line, startLine } from "../support/line.ts";
import { toldHistory } from "../support/told-history.ts";

const config = { usual: { weeks: 6 } };

const isRoot = process.getuid?.() === 0;
const canMount = isRoot && succeeds("mount", ["--version"]) && mounts();
const canTrace = succeeds("strace", ["-V"]);

describe.skipIf(!canMount)("a disk of 3 MB (needs root, to mount one)", () => {
  let line: Line;
  afterEach(() => line.close());

  it("that is full ends the run with 5, mails nobody, holds no part of a week; with space the same command works", async () => {
    const folder = mounted("3m");
    line = await startLine();
    const filler = join(folder, "filler");
    writeFileSync(filler, Buffer.alloc(2_700_000));
    const session = line.session({ config, history: join(folder, "history.db") });

    const error = await runWeekly(session).catch((thrown: unknown) => thrown);

    expect(exitCodeOf(error)).toBe(5);
    expect(String(error)).toMatch(
      /HistoryError: .*the disk is full; what was whole is kept\. Free some space, then run the same command again/,
    );
    expect(line.inbox.messages).toEqual([]);
    session.close();
    const seen = line.session({ config, history: join(folder, "history.db") });
    expect(await status(seen, {})).toBe(5);
    expect(seen.printed.join("").replace(/\s+/g, " ")).toContain("can be read but not written (ENOSPC)");
    rmSync(filler);
    expect(verifyHistory(join(folder, "history.db")).faults).toEqual([]);

    const again = line.session({ config, history: join(folder, "history.db") });
    expect(await runWeekly(again)).toBe(0);
    again.close();
    expect(line.inbox.messages).toHaveLength(1);
    expect(verifyHistory(join(folder, "history.db"))).toMatchObject({ weeks: 7, sealed: 7, faults: [] });
  });

  it("that is mounted for reading alone is named, with what was expected", () => {
    const folder = mounted("3m");
    toldHistory(join(folder, "history.db")).close();
    execFileSync("mount", ["-o", "remount,ro", folder]);

    const error = thrownBy(() => openDatabase(join(folder, "history.db")));

    expect(exitCodeOf(error)).toBe(5);
    expect(String(error)).toMatch(
      /history\.db cannot be written, expected a file and a folder that this user may write/,
    );
    expect(thrownBy(() => openDatabase(join(folder, "new", "history.db")))).toMatchObject({ kind: "disk" });
  });
});

describe.skipIf(!isRoot || !succeeds("setpriv", ["--version"]))(
  "a history of another user (needs root, to be one)",
  () => {
    it.each([
      ["the file", 0o600, 0o777],
      ["the folder", 0o666, 0o755],
    ])("cannot be written when %s is theirs, and stays as it was", async (_, fileMode, folderMode) => {
      const folder = temporaryFolder();
      const history = join(folder, "history.db");
      toldHistory(history).close();
      const before = readFileSync(history);
      chmodSync(history, fileMode);
      chmodSync(folder, folderMode);
      chownSync(history, 0, 0);

      const { code, stderr } = await command(["suppress", "add", "ana@example.com"], history, {
        wrapper: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
      });

      expect([code, stderr]).toEqual([
        5,
        expect.stringContaining("cannot be written, expected a file and a folder"),
      ]);
      expect(readFileSync(history)).toEqual(before);
    });
  },
);

describe.skipIf(!canTrace)("a disk that fails (needs strace)", () => {
  it.each([
    ["fsync", "fsync,fdatasync:error=EIO:when=1+"],
    ["writes", "pwrite64:error=EIO:when=3+"],
    ["reads", "pread64:error=EIO:when=4+"],
  ])("in %s ends the command with 5 and loses nothing that was committed", async (_, inject) => {
    const folder = temporaryFolder();
    const history = join(folder, "history.db");
    toldHistory(history).close();
    const traced = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", `inject=${inject}`, "-P", history];

    const { code, stderr } = await command(["suppress", "add", "ana@example.com"], history, {
      wrapper: [...traced, "-P", `${history}-wal`],
    });

    expect([code, stderr]).toEqual([
      5,
      expect.stringMatching(/history\.db.*(the disk did not do|cannot be read whole)/),
    ]);
    expect(verifyHistory(history)).toMatchObject({ weeks: 3, sealed: 3, faults: [] });
  });
});

describe("a place that is no history", () => {
  it.each`
    what                                       | make                                                     | kind         | message
    ${"a folder"}                              | ${(path: string) => mkdirSync(path)}                     | ${"foreign"} | ${/is a folder, expected a file; set history\.path/}
    ${"below a file"}                          | ${(path: string) => writeFileSync(join(path, ".."), "")} | ${"foreign"} | ${/is no place for a file/}
    ${"an empty file beside a WAL"}            | ${(path: string) => beside(path, "-wal", true)}          | ${"damaged"} | ${/is empty, and .*-wal, which belongs to it, has not.*gong-digest history restore/}
    ${"gone, with its WAL left"}               | ${(path: string) => beside(path, "-wal", false)}         | ${"damaged"} | ${/has gone, and .*-wal/}
    ${"emptied after mails were sent from it"} | ${(path: string) => beside(path, ".told", true)}         | ${"damaged"} | ${/is empty, but mails have been sent from it.*move the empty file away/}
  `("$what is refused and left alone", ({ make, kind, message, what }) => {
    const folder = temporaryFolder();
    const path = what === "below a file" ? join(folder, "file", "history.db") : join(folder, "history.db");
    make(path);

    const error = thrownBy(() => openDatabase(path));

    expect(error).toMatchObject({ name: "HistoryError", kind, message: expect.stringMatching(message) });
    expect(existsSync(`${path}-wal`)).toBe(/WAL/.test(what));
  });

  it("but an empty file alone is a history to be, as one that a process was ended at making", () => {
    const path = join(temporaryFolder(), "history.db");
    writeFileSync(path, "");

    const database = openDatabase(path);

    expect(completeWeeks(database)).toEqual([]);
    database.close();
  });
});

describe("a history behind a symbolic link", () => {
  it("has its WAL and its lock beside the file itself", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "disk"));
    symlinkSync(join(folder, "disk", "history.db"), join(folder, "link.db"));
    writeFileSync(join(folder, "config.yaml"), "history: { path: link.db }\n");
    const { historyPath } = readSettings(join(folder, "config.yaml"), {});

    const database = openDatabase(join(folder, "link.db"));

    expect(historyPath).toBe(join(folder, "disk", "history.db"));
    expect(existsSync(join(folder, "disk", "history.db-wal"))).toBe(true);
    database.close();
  });
});

describe("another process that holds the history for long", () => {
  it("is waited for, then said to be there with 5; nothing is asked of Gong", async () => {
    const line = await startLine();
    onTestFinished(() => line.close());
    openDatabase(line.historyPath).close();
    const other = new Sqlite(line.historyPath);
    other.exec("BEGIN IMMEDIATE");
    onTestFinished(() => void other.close());

    const error = await runWeekly(line.session({ config })).catch((thrown: unknown) => thrown);

    expect(exitCodeOf(error)).toBe(5);
    expect(String(error)).toMatch(/is in use by another process, expected it within 5 seconds; run again/);
    expect(line.gong.requests).toEqual([]);
  });
});

function mounted(size: string): string {
  const folder = temporaryFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
  onTestFinished(() => void execFileSync("umount", ["-l", folder]));
  return folder;
}

function mounts(): boolean {
  const folder = execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
  const isMounted = succeeds("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]);
  if (isMounted) execFileSync("umount", [folder]);
  rmSync(folder, { recursive: true });
  return isMounted;
}

function succeeds(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function beside(path: string, end: string, isThere: boolean): void {
  if (isThere) writeFileSync(path, "");
  writeFileSync(`${path}${end}`, "what was written last");
}

function thrownBy(job: () => unknown): unknown {
  try {
    job();
  } catch (error) {
    return error;
  }
  return undefined;
}

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** The command line as a process of its own, with a history of its own. */
async function command(
  args: readonly string[],
  history: string,
  { wrapper }: { readonly wrapper: readonly string[] },
): Promise<Ended> {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "config.yaml"), `history: { path: ${JSON.stringify(history)} }\n`);
  const tsx = join(packageRoot, "node_modules", "tsx", "dist", "loader.mjs");
  const own = ["--import", tsx, join(packageRoot, "jobs", "cli.ts"), "--config", join(folder, "config.yaml")];
  const [program = "", ...rest] = [...wrapper, process.execPath, ...own, ...args];
  const child = spawn(program, rest, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", TSX_DISABLE_CACHE: "1" },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data) => {
    stdout += data;
  });
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stdout, stderr };
}
