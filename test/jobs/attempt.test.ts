import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/history/database.ts";
import { takeLease } from "../../src/history/lease.ts";
import { countStates } from "../../src/history/outbox.ts";
import { packageRoot } from "../../src/root.ts";
import { type Line, monday, startLine } from "../support/line.ts";

let line: Line;
const folder = mkdtempSync(join(tmpdir(), "gong-digest-"));
beforeAll(async () => {
  line = await startLine();
});
afterAll(async () => {
  await line.close();
  rmSync(folder, { recursive: true });
});

/** A process of its own with a history of its own, run by a shell that may close what it likes. */
async function shell(
  script: string,
  preload = "",
): Promise<{ code: number | null; stderr: string; history: string }> {
  const own = mkdtempSync(join(folder, "one-"));
  const config = join(own, "config.yaml");
  writeFileSync(
    config,
    `history: { path: history.db }
usual: { weeks: 6 }
mail: { from: digest@example.com }
digest: { recipients: [{ to: revops@example.com }] }
`,
  );
  writeFileSync(join(own, "preload.mjs"), preload);
  const tsx = join(packageRoot, "node_modules", "tsx", "dist", "loader.mjs");
  const job = `'${process.execPath}' --import '${tsx}' --import '${join(own, "preload.mjs")}' '${join(packageRoot, "jobs", "cli.ts")}' --config '${config}' --now '${monday}'`;
  const child = spawn("bash", ["-c", script.replace("JOB", job)], {
    env: {
      PATH: process.env.PATH ?? "",
      GONG_BASE_URL: line.gong.url,
      GONG_ACCESS_KEY: line.gong.accessKey,
      GONG_ACCESS_KEY_SECRET: line.gong.accessKeySecret,
      SMTP_URL: line.inbox.url,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stderr, history: join(own, "history.db") };
}

function sentOf(history: string): number {
  const database = openDatabase(history);
  const { sent } = countStates(database);
  database.close();
  return sent;
}

describe("a command whose reader goes away", () => {
  it.each`
    what                  | script
    ${"stderr is closed"} | ${"JOB run 2>&-"}
    ${"stdout is closed"} | ${"JOB run >&-"}
  `("does its work to the end: $what", async ({ script }) => {
    const { code, history } = await shell(script);

    expect([code, sentOf(history)]).toEqual([0, 1]);
  });

  it("loses no write of the ledger to head -1", async () => {
    const { code, history } = await shell("JOB run 2>&1 | head -1; exit $PIPESTATUS");

    expect([code, sentOf(history)]).toEqual([0, 1]);
  });
});

describe("an error that nobody caught", () => {
  it.each(["throw new Error('canary')", "Promise.reject(new Error('canary'))"])(
    "%s is one line and exit code 1, and leaves the history free",
    async (fault) => {
      // As soon as the first mail is under way.
      const preload = `import net from "node:net";
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...all) {
  setImmediate(() => { if (JSON.stringify(all).includes("${new URL(line.inbox.url).port}")) ${fault}; });
  return connect.apply(this, all);
};`;
      const { code, stderr, history } = await shell("JOB run", preload);

      const lines = stderr
        .trim()
        .split("\n")
        .map((text) => JSON.parse(text) as Record<string, unknown>);
      const errors = lines.filter(({ level }) => level === "error");
      expect([code, errors.length]).toEqual([1, 1]);
      expect(errors[0]).toMatchObject({ command: "run", run: 1, exitCode: 1 });
      expect(lines.at(-1)).toMatchObject({ exitCode: 1, run: 1 });
      const database = openDatabase(history);
      expect(() => takeLease(database, history, "t").release()).not.toThrow();
      database.close();
    },
  );
});
