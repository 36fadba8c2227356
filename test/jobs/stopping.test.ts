import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import { backfill } from "../../jobs/pull/backfill.ts";
import { serveMock } from "../../jobs/tools/mock-gong.ts";
import type { Fault, SeenRequest } from "../../src/mock/faults.ts";
import { packageRoot } from "../../src/root.ts";
import { type Line, monday, personValues, startLine } from "../support/line.ts";

const span = { from: "2026-W46", to: "2026-W46" };
const config = { usual: { weeks: 6 }, pull: { calls: "off" } };
const isAtActivity = ({ path, body }: SeenRequest): boolean =>
  path.endsWith("aggregate-by-period") && (body as { cursor?: string }).cursor !== undefined;

/** `backfill` as a process of its own on the line's history. */
function start(line: Line, environment: Record<string, string> = {}) {
  const file = join(line.folder, "config.yaml");
  writeFileSync(
    file,
    JSON.stringify({ gong: { baseUrl: line.gong.url }, history: { path: "history.db" }, ...config }),
  );
  const child = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      join(packageRoot, "jobs/cli.ts"),
      "--config",
      file,
      "--now",
      monday,
      "backfill",
      "--from",
      span.from,
      "--to",
      span.to,
    ],
    {
      cwd: packageRoot,
      env: {
        PATH: process.env.PATH ?? "",
        GONG_ACCESS_KEY: line.gong.accessKey,
        GONG_ACCESS_KEY_SECRET: line.gong.accessKeySecret,
        ...environment,
      },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  const said: string[] = [];
  createInterface(child.stderr).on("line", (text) => said.push(text));
  return { child, said, ended: once(child, "close") as Promise<[number | null, string | null]>, file };
}

describe("a backfill that is told to stop", () => {
  let line: Line;
  afterEach(() => line.close());

  const startAt = async (answer: Fault) => {
    let met = () => {};
    const waiting = new Promise<void>((resolve) => {
      met = resolve;
    });
    let isOn = true;
    const fault = (request: SeenRequest): Fault | undefined => {
      if (!isOn || !isAtActivity(request)) return undefined;
      setTimeout(met, 50);
      return answer;
    };
    line = await startLine({ gong: { people: 110, fault } });
    const mend = (): void => {
      isOn = false;
    };
    const process = start(line);
    await waiting;
    return { ...process, mend };
  };

  it.each([
    ["SIGTERM", "waits for an answer", { kind: "stall" }, 143],
    ["SIGINT", "sleeps because Gong asked for it", { status: 429, headers: { "retry-after": "50" } }, 130],
  ] as const)("by %s while it %s ends at once, and says how to go on", async (signal, _, answer, code) => {
    const { child, ended, said, file, mend } = await startAt(answer);

    const at = performance.now();
    child.kill(signal);
    const [exit] = await ended;

    expect(exit).toBe(code);
    expect(performance.now() - at).toBeLessThan(1500);
    const lines = said.map((line) => JSON.parse(line) as { readonly level: string });
    expect(lines.findLast(({ level }) => level === "warn")).toMatchObject({
      level: "warn",
      message:
        "Stopped. Whole in the history: 0 of 1 week; of the others 3 pages are kept. " +
        `To go on: npx gong-digest --config ${file} backfill --from 2026-W46 --to 2026-W46`,
    });
    mend();
    expect(await backfill(line.session({ config }), span)).toBe(0);
  });
});

describe("a backfill that is killed", () => {
  it("between the last page of a pass and what it says goes on from there, to the same values", async () => {
    const line = await startLine({ gong: { people: 110 } });
    const { ended } = start(line, { GONG_DIGEST_FAILPOINT: "pass.saving" });

    const [, signal] = await ended;
    const asked = line.gong.requests.length;

    expect(signal).toBe("SIGKILL");
    expect(await backfill(line.session({ config }), span)).toBe(0);
    expect(line.gong.requests[asked]?.path).toBe("/v2/stats/activity/scorecards");
    const values = await personValues(line.session());
    const clean = await startLine({ gong: { people: 110 } });
    await backfill(clean.session({ config }), span);
    expect(values).toEqual(await personValues(clean.session()));
    await Promise.all([line.close(), clean.close()]);
  });
});

describe("a mock that is stopped while it starts", () => {
  it("ends", async () => {
    const line = await startLine();
    const session = { ...line.session(), signal: AbortSignal.abort() };

    expect(
      await serveMock(session, { port: 0, people: 12, seed: 1, timeZone: "Europe/Paris", rate: 3 }),
    ).toBe(0);
    await line.close();
  });
});
