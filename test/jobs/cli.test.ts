import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/root.ts";

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** The command line as a process of its own, from its sources. */
async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const cli = join(packageRoot, "jobs", "cli.ts");
  const cwd = mkdtempSync(join(tmpdir(), "gong-digest-"));
  try {
    const options = { cwd, env: { PATH: process.env.PATH ?? "", ...env } };
    const tsx = join(packageRoot, "node_modules", "tsx", "dist", "loader.mjs");
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ["--import", tsx, cli, ...args],
      options,
    );
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as Ended;
  }
}

describe("the command line", () => {
  it.each`
    file                                  | imports
    ${"jobs/cli.ts"}                      | ${["./program.ts", "./session/memory.ts", "./session/node-version.ts"]}
    ${"jobs/program.ts"}                  | ${["commander", "../src/root.ts", "./auth/commands.ts", "./feedback/commands.ts", "./help.ts", "./history/commands.ts", "./limits/approve-commands.ts", "./limits/audit-commands.ts", "./limits/persona-commands.ts", "./outbox/commands.ts", "./outbox/suppress-commands.ts", "./tools/commands.ts", "./trust/commands.ts"]}
    ${"jobs/help.ts"}                     | ${["commander"]}
    ${"jobs/limits/approve-commands.ts"}  | ${[]}
    ${"jobs/limits/audit-commands.ts"}    | ${["commander"]}
    ${"jobs/auth/commands.ts"}            | ${["commander"]}
    ${"jobs/limits/persona-commands.ts"}  | ${[]}
    ${"jobs/feedback/commands.ts"}        | ${["commander"]}
    ${"jobs/history/commands.ts"}         | ${["commander"]}
    ${"jobs/session/node-version.ts"}     | ${["../../src/root.ts"]}
    ${"jobs/outbox/commands.ts"}          | ${["commander"]}
    ${"jobs/outbox/suppress-commands.ts"} | ${[]}
    ${"jobs/tools/commands.ts"}           | ${["commander", "../../src/tools/format.ts"]}
    ${"jobs/trust/commands.ts"}           | ${[]}
    ${"src/tools/format.ts"}              | ${[]}
    ${"src/root.ts"}                      | ${[]}
  `("loads nothing but the parser before it knows the command: $file", ({ file, imports }) => {
    const code = readFileSync(join(packageRoot, file), "utf8");
    const loaded = [...code.matchAll(/^import (?!type)[^;]*?from "([^"]+)"/gm)].map((match) => match[1]);

    expect(loaded.filter((name) => !name?.startsWith("node:"))).toEqual(imports);
  });

  it("prints the help of a command, and ends with 0", async () => {
    const { code, stdout } = await run(["history", "verify", "--help"]);

    expect([code, stdout]).toEqual([0, expect.stringContaining("\nExample: gong-digest history verify")]);
  });

  it.each`
    args                                          | says
    ${["rnu"]}                                    | ${"Did you mean run?"}
    ${["backfill"]}                               | ${"required option '--from <week>' not specified"}
    ${["backfill", "--from", "2025-W53"]}         | ${"--from: "}
    ${["demo", "--people", "many"]}               | ${"Expected a whole number."}
    ${["report", "--out", "o", "--fail-on", "x"]} | ${"Allowed choices are clear, likely"}
    ${["--now", "noon", "status"]}                | ${"--now: got"}
    ${["--config", "none.yaml", "status"]}        | ${"none.yaml: cannot be read (ENOENT); gong-digest init writes"}
    ${["explain", "that one"]}                    | ${"expected an id from digest.json like 2026-W46:team:4001:callsAsHost"}
    ${["tools", "spec-check", "none.json"]}       | ${"none.json: cannot be read (ENOENT)"}
    ${["run"]}                                    | ${"mail.from is not set; gong-digest init writes"}
  `("ends $args with 2 and says what to mend", async ({ args, says }) => {
    const { code, stdout, stderr } = await run(args);

    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(says);
  });

  it("writes a config once and never over one that is there", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "gong-digest-")), "config.yaml");

    const written = await run(["init", "--out", path]);
    expect(written).toMatchObject({ code: 0, stdout: `${path}\n` });
    expect(written.stderr).toMatch(/gong-digest auth login stores the key, or set GONG_ACCESS_KEY/);
    writeFileSync(path, "mine");
    expect(await run(["init", "--out", path])).toMatchObject({ code: 2 });
    expect(readFileSync(path, "utf8")).toBe("mine");
  });

  it("says that Gong is not there with 3, in one message on a line of JSON, and then how the run ended", async () => {
    const env = {
      GONG_BASE_URL: "http://127.0.0.1:9",
      GONG_ACCESS_KEY: "k",
      GONG_ACCESS_KEY_SECRET: "canary-secret",
    };
    const config = join(mkdtempSync(join(tmpdir(), "gong-digest-")), "c.yaml");
    writeFileSync(config, "gong: { baseUrl: 'http://127.0.0.1:9', retries: 0 }");
    const { code, stderr } = await run(["--config", config, "report", "--out", "o"], env);
    const lines = stderr.trim().split("\n");
    const [first, said, last] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);

    const isOfRun = { command: "report", run: 1 };
    expect([code, lines.length, first, said, last]).toEqual([
      3,
      3,
      expect.objectContaining({ ...isOfRun, message: "Run 1 starts" }),
      expect.objectContaining({ ...isOfRun, level: "error", kind: "GongError.unavailable" }),
      expect.objectContaining({ ...isOfRun, exitCode: 3, requests: 1, milliseconds: expect.any(Number) }),
    ]);
    expect(stderr).not.toContain("canary-secret");
  });

  it.each`
    env                                                    | says
    ${{}}                                                  | ${"GONG_ACCESS_KEY is not set"}
    ${{ GONG_ACCESS_KEY: "k" }}                            | ${"GONG_ACCESS_KEY_SECRET is not set"}
    ${{ GONG_ACCESS_KEY: "k", GONG_ACCESS_KEY_FILE: "f" }} | ${"GONG_ACCESS_KEY and GONG_ACCESS_KEY_FILE are both set"}
    ${{ GONG_ACCESS_TOKEN_FILE: "/nowhere/token" }}        | ${"GONG_ACCESS_TOKEN_FILE: /nowhere/token cannot be read (ENOENT)"}
  `("with $env says what is missing", async ({ env, says }) => {
    const { code, stderr } = await run(["report", "--out", "o"], env);

    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
});
