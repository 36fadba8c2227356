import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { OAuthConnection } from "../../src/keys/connection.ts";
import { connectionTo, mockWithOAuth, storeIn, temporaryFolder } from "../support/stored.ts";

/** All of it by `npm run torture:auth`; a share of it, which every change can wait for, otherwise. */
const isFull = process.env.TORTURE === "on";
const [processes, expiries, kills] = isFull ? [8, 200, 10] : [3, 10, 1];

/** The second writing of a refresh is that of the new tokens; the first tries the disk. */
const safePlaces = [
  "auth.locked",
  "auth.written",
  "auth.renamed",
  "auth.decided",
  "auth.renamed#2",
  "auth.kept#2",
  "auth.released",
] as const;

const timeout = isFull ? 3_600_000 : 120_000;

const environment = { GONG_DIGEST_KEY: "44".repeat(32) };

async function line() {
  const gong = await mockWithOAuth();
  const folder = temporaryFolder();
  const store = storeIn(folder, environment);
  store.write(await connectionTo(gong));
  const workers = new Set<ChildProcess>();
  onTestFinished(() => {
    for (const worker of workers) worker.kill("SIGKILL");
  });
  const start = async (failpoint?: string): Promise<Worker> => {
    const worker = fork(join(import.meta.dirname, "../support/store-worker.ts"), [folder, gong.url], {
      execArgv: ["--import", "tsx"],
      env: { ...process.env, ...environment, ...(failpoint ? { GONG_DIGEST_FAILPOINT: failpoint } : {}) },
    });
    workers.add(worker);
    expect(await said(worker)).toBe("ready");
    return {
      call: () => {
        worker.send("call");
        return said(worker);
      },
    };
  };
  return { gong, start, state: () => store.read() as OAuthConnection };
}

type Worker = { call(): Promise<string> };

/** What a worker says next; `killed` when it ends instead. */
function said(worker: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    const end = () => resolve("killed");
    worker.once("exit", end);
    worker.once("message", (message) => {
      worker.off("exit", end);
      resolve(String(message));
    });
  });
}

describe("processes on one store", { timeout }, () => {
  it(`are ${processes}, and refresh once for each of ${expiries} expiries that all of them meet`, async () => {
    const { gong, start } = await line();
    const workers = await Promise.all(Array.from({ length: processes }, () => start()));
    const faults: string[] = [];
    for (let expiry = 0; expiry < expiries; expiry += 1) {
      gong.oauth.expireAccess();
      const answers = await Promise.all(workers.map((worker) => worker.call()));
      faults.push(...answers.filter((answer) => answer !== "ok"));
    }

    expect(faults).toEqual([]);
    expect(gong.oauth).toMatchObject({ refreshes: expiries, deadGrants: 0 });
  });

  it.runIf(isFull)("refresh once for each expiry, too, when they call as they like", async () => {
    const { gong, start } = await line();
    const workers = await Promise.all(Array.from({ length: processes }, () => start()));
    const faults: string[] = [];
    const calls = workers.map(() => 0);
    let isOver = false;
    const callers = workers.map(async (worker, at) => {
      while (!isOver) {
        const answer = await worker.call();
        if (answer !== "ok") faults.push(answer);
        calls[at] = (calls[at] ?? 0) + 1;
      }
    });
    const until = async (isSo: () => boolean): Promise<void> => {
      while (!isSo() && faults.length === 0) await new Promise((next) => setTimeout(next, 1));
    };
    for (let expiry = 1; expiry <= expiries; expiry += 1) {
      gong.oauth.expireAccess();
      await until(() => gong.oauth.refreshes >= expiry);
      // A call repeats its request once, so the next expiry waits until nobody is in the middle of this one.
      const before = [...calls];
      await until(() => calls.every((count, at) => count >= (before[at] ?? 0) + 2));
    }
    isOver = true;
    await Promise.all(callers);

    expect(faults).toEqual([]);
    expect(gong.oauth).toMatchObject({ refreshes: expiries, deadGrants: 0 });
  });

  it.each(isFull ? [...safePlaces] : ["auth.kept#2"])(
    "go on after one of them was killed at %s",
    async (place) => {
      const { gong, start, state } = await line();
      const other = await start();
      for (let kill = 0; kill < kills; kill += 1) {
        gong.oauth.expireAccess();
        const victim = await start(place);
        const answer = await victim.call();

        expect([answer, await other.call()]).toEqual(["killed", "ok"]);
      }
      expect([state().state, gong.oauth.deadGrants]).toEqual(["ready", 0]);
    },
  );

  it.each(isFull ? ["auth.answered", "auth.written#2"] : ["auth.answered"])(
    "need somebody to log in after one was killed between Gong's answer and the disk, at %s",
    async (place) => {
      const { gong, start, state } = await line();
      gong.oauth.expireAccess();
      const [victim, other] = await Promise.all([start(place), start()]);

      expect(await victim.call()).toBe("killed");
      const answers = [await other.call(), await other.call()];
      expect(
        answers.every((answer) => /authorised again; run gong-digest auth login --oauth$/.test(answer)),
      ).toBe(true);
      expect([state().state, gong.oauth.deadGrants]).toEqual(["reauthorise", 1]);
    },
  );
});
