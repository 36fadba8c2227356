import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { DateTime } from "luxon";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { callTool } from "../../jobs/tools/call.ts";
import type { Action, FileInput } from "../../src/gong/action.ts";
import { actions } from "../../src/gong/actions.ts";
import type { Gong } from "../../src/gong/client.ts";
import { type MockGong, startMockGong } from "../../src/mock/server.ts";
import { exampleOf } from "../../src/tools/example.ts";
import type { FlatInput } from "../../src/tools/input.ts";
import { inputSchemaOf } from "../../src/tools/input-schema.ts";
import { targetOf } from "../../src/tools/target.ts";
import { callEveryAction } from "../gong/every-action.ts";
import { bearer, canaries, everyLeak, foundIn, held, leakingServer, searched } from "../support/canaries.ts";
import { captured } from "../support/captured.ts";

vi.setConfig({ testTimeout: 600_000 });

/** Every action in every way, or a share that takes seconds. */
const isWhole = process.env.TORTURE === "on";
const taken = isWhole ? actions : actions.filter((_, at) => at % 17 === 0);

describe("canary secrets", () => {
  let folder: string;
  let well: MockGong;
  let leaking: Awaited<ReturnType<typeof leakingServer>>;
  let [calls, bytes] = [0, 0];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "gong-digest-"));
    leaking = await leakingServer();
    const { GONG_ACCESS_KEY, GONG_ACCESS_KEY_SECRET } = canaries;
    well = await startMockGong({
      now: DateTime.fromISO("2026-11-16T09:00:00-05:00", { setZone: true }),
      requestsPerSecond: 10_000,
      accessKey: GONG_ACCESS_KEY,
      accessKeySecret: GONG_ACCESS_KEY_SECRET,
      token: bearer,
    });
    for (const [name, value] of Object.entries(canaries)) vi.stubEnv(name, value);
    vi.stubEnv("GONG_DIGEST_PING_URL", `${leaking.url}/canary-ping-07-d5c1`);
    vi.stubEnv("SMTP_URL", `smtp://user:${encodeURIComponent("canary$pass-09/+")}@127.0.0.1:9`);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    leaking.close();
    await well.close();
    rmSync(folder, { recursive: true });
    process.stderr.write(
      `${held.length} secrets in 6 encodings, ${taken.length} of ${actions.length} actions, ${calls} calls: searched ${bytes} bytes\n`,
    );
  });

  const settings = (baseUrl: string): string => {
    const config = join(folder, "config.yaml");
    const lines = [
      `gong: { baseUrl: "${baseUrl}", retries: 0, timeoutSeconds: 5, requestsPerSecond: 1000, requestsPerDay: 1000000 }`,
      "history: { path: history.db }",
      "tools: { writes: on, paid: on }",
      "audit: { payloads: on }",
    ];
    writeFileSync(config, lines.join("\n"));
    return config;
  };

  /** One call as a person makes it, with what would be asked confirmed. */
  const called = async (baseUrl: string, action: Action, flat: FlatInput) => {
    const { out, err, code } = await captured(
      { config: settings(baseUrl), command: "tools call" },
      (session) =>
        callTool(
          session,
          action.name,
          [],
          { input: JSON.stringify(flat), yes: true },
          async () => targetOf(action, flat)?.text ?? action.name,
        ),
    );
    calls += 1;
    bytes += out.length + err.length;
    return { code, out, err };
  };

  it("stand in nothing that any action gives when Gong is well, and in no file", async () => {
    const said: string[] = [];
    const over = async (action: Action, input: Parts): Promise<unknown> => {
      const { code, out, err } = await called(well.url, action, await flatOf(action, input, folder));
      said.push(out, err);
      expect([action.name, code, err]).toEqual([
        action.name,
        0,
        expect.not.stringContaining('"level":"error"'),
      ]);
      return JSON.parse(out);
    };
    const names = await callEveryAction({ call: over, requests: 0 } as unknown as Gong, well);

    expect(new Set(names).size).toBe(actions.length);
    expect(said.flatMap(foundIn)).toEqual([]);
    const disk = searched(folder);
    bytes += disk.bytes;
    expect(disk.hits).toEqual([]);
  });

  it.each(everyLeak)("stand in nothing that any action says when Gong repeats them all: %s", async (leak) => {
    leaking.be(leak, held);
    const media = join(folder, "call.mp3");
    writeFileSync(media, "ID3");
    const lines = join(folder, "accounts.ldjson");
    writeFileSync(lines, '{"objectId":"a1","modifiedDate":"2026-11-09T00:00:00Z","name":"Acme"}');
    const codes = new Set<number>();
    for (const action of taken) {
      const example = exampleOf(action) as FlatInput;
      const file = action.upload?.kind === "ldjson" ? lines : media;
      const flat = "file" in example ? { ...example, file: { path: file } } : example;

      const { code, out, err } = await called(leaking.url, action, flat);
      codes.add(code);

      expect([action.name, foundIn(out), foundIn(err)]).toEqual([action.name, [], []]);
      expect([action.name, `${out}${err}`.length > 0]).toEqual([action.name, true]);
    }
    // None of it was refused here, before Gong could say anything.
    expect(codes.has(leak === 201 ? 0 : 3) || leak === 200).toBe(true);
    expect(codes.has(2)).toBe(false);
    const disk = searched(folder);
    bytes += disk.bytes;
    expect(disk.hits).toEqual([]);
  });
});

type Parts = {
  readonly path?: object;
  readonly query?: object;
  readonly body?: object;
  readonly file?: FileInput;
};

async function flatOf(
  action: Action,
  { path, query, body, file }: Parts,
  folder: string,
): Promise<FlatInput> {
  const isAll = inputSchemaOf(action).placeOf.get("body") === "whole body";
  const flat = { ...path, ...query, ...(isAll ? { body } : body) };
  if (!file?.stream) return flat;
  const place = join(folder, file.name);
  writeFileSync(place, await text(file.stream));
  return { ...flat, file: { path: place } };
}
