import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callTool } from "../../jobs/tools/call.ts";
import { confirmCall } from "../../jobs/tools/confirm.ts";
import { exportTools, listTools, showTool } from "../../jobs/tools/tools.ts";
import { actions } from "../../src/gong/actions.ts";
import type { Fault, SeenRequest } from "../../src/mock/faults.ts";
import { packageRoot } from "../../src/root.ts";
import { namesOf } from "../../src/tools/catalogue.ts";
import { type Line, startLine } from "../support/line.ts";
import { altered } from "../tools/support.ts";

vi.setConfig({ testTimeout: 30_000 });

const run = promisify(execFile);
const week = ["--from-date", "2026-11-09", "--to-date", "2026-11-16"];
const calls = ["--from-date-time", "2026-11-02T00:00:00Z", "--to-date-time", "2026-11-16T00:00:00Z"];

describe("tools", () => {
  let line: Line;
  let fault: (request: SeenRequest) => Fault | undefined;

  beforeEach(async () => {
    fault = () => undefined;
    line = await startLine({ gong: { fault: (request) => fault(request) } });
  });
  afterEach(() => line.close());

  const rowsOf = (printed: readonly string[]) =>
    printed
      .join("")
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text) as { id: string });

  it("list names every action, as text and as JSON", async () => {
    const [asText, asJson] = [line.session(), line.session()];

    expect(await listTools(asText, {})).toBe(0);
    await listTools(asJson, { json: true });

    expect(asText.printed.join("").trimEnd().split("\n")).toHaveLength(actions.length);
    expect(JSON.parse(asJson.printed.join(""))[0]).toMatchObject({
      name: "users.list",
      slug: "GONG_LIST_ALL_USERS_V2_USERS",
      effect: "read",
      paged: true,
      closed: null,
    });
  });

  it("show says route, right, effect, input and an example", async () => {
    const session = line.session();

    await showTool(session, "stats.interaction", {});

    const text = session.printed.join("");
    expect(text).toContain("POST /v2/stats/interaction");
    expect(text).toContain("api:stats:interaction");
    expect(text).toContain("    fromDate* date (2026-11-09)");
    expect(text).toContain("gong-digest tools call stats.interaction --input");
  });

  it("export prints definitions for a provider", () => {
    const session = line.session();

    exportTools(session, { format: "anthropic", area: "users" });

    expect(JSON.parse(session.printed.join(""))[0]).toMatchObject({
      name: "users_list",
      input_schema: { type: "object" },
    });
  });

  it("call prints the answer of one request", async () => {
    const session = line.session();

    expect(await callTool(session, "workspaces.list", [], {})).toBe(0);

    expect(JSON.parse(session.printed.join(""))).toHaveProperty("workspaces");
    expect(line.gong.requests).toHaveLength(1);
  });

  it("call --dry-run prints the request without the key and sends nothing", async () => {
    const session = line.session();

    expect(await callTool(session, "stats.activityTotals", week, { dryRun: true })).toBe(0);

    expect(JSON.parse(session.printed.join(""))).toEqual({
      method: "POST",
      url: `${line.gong.url}/v2/stats/activity/aggregate`,
      headers: expect.objectContaining({ authorization: "[redacted]" }),
      body: { filter: { fromDate: "2026-11-09", toDate: "2026-11-16" } },
    });
    expect(line.gong.requests).toEqual([]);
  });

  it.each(actions.map((action) => [action.name, namesOf(action).at(-1) ?? ""] as const))(
    "call --dry-run works for %s with its own example, and so it does for %s",
    async (name, other) => {
      const [byName, byOther] = [line.session(), line.session()];
      await showTool(byName, name, {});
      const [, input] = /--input '(.*)'/.exec(byName.printed.splice(0).join("")) ?? [];
      const options = { dryRun: true, ...(input === undefined ? {} : { input }) };

      await callTool(byName, name, [], options);
      await callTool(byOther, other, [], options);

      expect(byOther.printed).toEqual(byName.printed);
      expect(line.gong.requests).toEqual([]);
    },
  );

  it("call --all prints every row of every page once", async () => {
    const session = line.session();

    expect(await callTool(session, "calls.list", calls, { all: true })).toBe(0);

    const rows = rowsOf(session.printed);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(line.gong.requests.length).toBe(Math.ceil(rows.length / 100));
    expect(session.said.at(-1)).toBe(`${rows.length} rows of ${rows.length}`);
  });

  it("call --limit stops at so many rows and asks for no page it does not need", async () => {
    const session = line.session();

    await callTool(session, "calls.list", calls, { limit: 130 });

    expect(rowsOf(session.printed)).toHaveLength(130);
    expect(line.gong.requests).toHaveLength(2);
  });

  it("call --all that breaks off tells the cursor, and goes on from there without a gap", async () => {
    fault = ({ query }) =>
      query.cursor !== undefined && line.gong.requests.length > 2 ? { status: 500 } : undefined;
    const broken = line.session();
    expect(await callTool(broken, "calls.list", calls, { all: true })).toBe(3);
    const [, cursor = ""] = /--cursor (\S+) goes on/.exec(broken.said.join("\n")) ?? [];
    fault = () => undefined;
    const rest = line.session();

    expect(await callTool(rest, "calls.list", calls, { all: true, cursor })).toBe(0);

    const whole = line.session();
    await callTool(whole, "calls.list", calls, { all: true });
    expect([...rowsOf(broken.printed), ...rowsOf(rest.printed)]).toEqual(rowsOf(whole.printed));
  });

  it("call --out writes the data to a file that only its owner reads", async () => {
    const session = line.session();
    const out = join(mkdtempSync(join(tmpdir(), "gong-digest-")), "users.jsonl");

    await callTool(session, "users.list", [], { all: true, out });

    expect(session.printed).toEqual([]);
    expect(rowsOf([readFileSync(out, "utf8")]).length).toBeGreaterThan(40);
  });

  it("call takes its input from a file, and the command line over it", async () => {
    const session = line.session();
    const file = join(mkdtempSync(join(tmpdir(), "gong-digest-")), "input.json");
    writeFileSync(
      file,
      '{"filter":{"fromDate":"2026-11-02","toDate":"2026-11-16","userIds":[7782342274025937895]}}',
    );

    await callTool(session, "stats.activityTotals", ["--from-date", "2026-11-09"], {
      input: `@${file}`,
      dryRun: true,
    });

    expect(JSON.parse(session.printed.join("")).body.filter).toEqual({
      fromDate: "2026-11-09",
      toDate: "2026-11-16",
      userIds: ["7782342274025937895"],
    });
  });

  it("call says that Gong found nothing, and prints an empty list", async () => {
    const session = line.session();
    const before = ["--from-date-time", "2001-01-01T00:00:00Z", "--to-date-time", "2001-01-02T00:00:00Z"];

    expect(await callTool(session, "calls.list", before, {})).toBe(0);

    expect(JSON.parse(session.printed.join(""))).toEqual({ calls: [] });
    expect(session.said).toContain("Gong found nothing for this input (404)");
  });

  it("call ends with 3 and Gong's reason when Gong refuses, and never with empty data", async () => {
    const session = line.session({ accessKeySecret: "wrong-secret" });

    expect(await callTool(session, "users.list", [], { all: true })).toBe(3);

    expect(session.printed).toEqual([]);
    expect(session.said.join()).toContain("Gong refused the key (401)");
  });

  it("call --all that Ctrl-C stops tells the cursor to go on with", async () => {
    const stop = new AbortController();
    const session = { ...line.session(), signal: stop.signal };
    const print = (text: string): void => {
      session.printed.push(text);
      stop.abort();
    };

    await callTool({ ...session, print }, "calls.list", calls, { all: true });

    const last = session.said.at(-1) ?? "";
    expect(last).toMatch(/^Stopped; 100 rows printed; --all --cursor \S+ goes on behind them$/);
    const [, cursor = ""] = /--cursor (\S+)/.exec(last) ?? [];
    const rest = line.session();
    await callTool(rest, "calls.list", calls, { all: true, cursor });
    const whole = line.session();
    await callTool(whole, "calls.list", calls, { all: true });
    expect([...rowsOf(session.printed), ...rowsOf(rest.printed)]).toEqual(rowsOf(whole.printed));
  });

  it("call sends the file that --file names", async () => {
    const session = line.session();
    const folder = mkdtempSync(join(tmpdir(), "gong-digest-"));
    const file = join(folder, "call.wav");
    writeFileSync(file, "RIFF");
    const [rep] = line.gong.company.people;
    const added = line.session();
    const dialled = {
      clientUniqueId: "pbx-1",
      actualStart: "2026-11-09T09:00:00Z",
      direction: "Inbound",
      parties: [{ userId: rep?.id }, { phoneNumber: "+14155550123" }],
      primaryUser: rep?.id,
    };
    await callTool(added, "calls.add", [], { input: JSON.stringify(dialled), yes: true });
    const { callId } = JSON.parse(added.printed.join(""));

    expect(await callTool(session, "calls.addMedia", ["--id", callId, "--file", file], { yes: true })).toBe(
      0,
    );

    expect(JSON.parse(session.printed.join(""))).toMatchObject({ callId });
  });

  it("call ends with 2 when the file is not there", async () => {
    const session = line.session();
    const words = ["--id", "1", "--file", "none.wav"];

    expect(await callTool(session, "calls.addMedia", words, { yes: true })).toBe(2);

    expect(session.said.at(-1)).toContain(
      "nothing was sent, the file does not fit: it cannot be read (ENOENT)",
    );
  });

  it("call --file - takes the file from stdin", async () => {
    const session = line.session();
    const words = ["--id", "1", "--file", "-"];

    await callTool(session, "calls.addMedia", words, { dryRun: true });
    expect(JSON.parse(session.printed.join("")).body).toEqual({ mediaFile: "a stream named stdin" });
  });

  it("call takes an upload with deletions for an erasure", async () => {
    const words = ["--integration-id", "1", "--object-type", "ACCOUNT", "--client-request-id", "a"];
    const file = ["--file", "a.ldjson", "--deletes"];

    await expect(
      callTool(line.session(), "crm.uploadEntities", [...words, ...file], { yes: true }, undefined),
    ).rejects.toThrow("file.path: a.ldjson cannot be read (ENOENT)");
    expect(line.gong.requests).toEqual([]);
  });

  it.each`
    name                      | words                       | options               | message
    ${"users.lst"}            | ${[]}                       | ${{}}                 | ${"Did you mean users.list?"}
    ${"stats.activityTotals"} | ${["--from-date", "today"]} | ${{}}                 | ${'filter.fromDate: got "today", expected date'}
    ${"workspaces.list"}      | ${[]}                       | ${{ all: true }}      | ${"workspaces.list does not come in pages"}
    ${"workspaces.list"}      | ${[]}                       | ${{ cursor: "c" }}    | ${"workspaces.list does not come in pages"}
    ${"users.list"}           | ${[]}                       | ${{ input: "[1]" }}   | ${"--input: expected an object"}
    ${"users.list"}           | ${[]}                       | ${{ input: "@none" }} | ${"--input: none cannot be read (ENOENT)"}
  `(
    "call $name $words $options is refused before anything is sent",
    async ({ name, words, options, message }) => {
      await expect(callTool(line.session(), name, words, options)).rejects.toThrow(message);
      expect(line.gong.requests).toEqual([]);
      expect(existsSync("none")).toBe(false);
    },
  );
});

describe("the command line", () => {
  it("takes fields among options in any order, and keeps stdout for data", async () => {
    const line = await startLine();
    const words = ["--input", '{"includeAvatars":true}', "--limit", "3", "--include-avatars", "false"];
    const cli = [join(packageRoot, "node_modules/tsx/dist/cli.mjs"), join(packageRoot, "jobs/cli.ts")];
    const env = {
      PATH: process.env.PATH,
      GONG_BASE_URL: line.gong.url,
      GONG_ACCESS_KEY: line.gong.accessKey,
      GONG_ACCESS_KEY_SECRET: line.gong.accessKeySecret,
    };

    const { stdout, stderr } = await run(
      process.execPath,
      [...cli, "tools", "call", "users.list", ...words],
      {
        env,
        cwd: line.folder,
      },
    );

    await line.close();
    expect(
      stdout
        .trim()
        .split("\n")
        .map((row) => Object.keys(JSON.parse(row))[0]),
    ).toEqual(["id", "id", "id"]);
    expect(JSON.parse(stderr)).toMatchObject({ level: "info", rows: 3 });
    expect(line.gong.requests.map(({ query }) => query)).toEqual([{ includeAvatars: "false" }]);
  }, 30_000);
});

describe("confirmCall", () => {
  const write = altered({ effect: "write" });
  const erase = altered(
    { effect: "destructive" },
    actions.find(({ name }) => name === "users.settingsHistory"),
  );
  const says = (answer: string) => async () => answer;

  it.each`
    action   | consent                | answer       | passes
    ${write} | ${{}}                  | ${undefined} | ${false}
    ${write} | ${{ yes: true }}       | ${undefined} | ${true}
    ${write} | ${{}}                  | ${"y"}       | ${true}
    ${write} | ${{}}                  | ${""}        | ${false}
    ${erase} | ${{ yes: true }}       | ${undefined} | ${false}
    ${erase} | ${{ confirm: "4001" }} | ${undefined} | ${true}
    ${erase} | ${{ confirm: "4002" }} | ${undefined} | ${false}
    ${erase} | ${{ yes: true }}       | ${"y"}       | ${false}
    ${erase} | ${{}}                  | ${"4001"}    | ${true}
  `("with $consent and $answer typed: $passes", async ({ action, consent, answer, passes }) => {
    const ask = answer === undefined ? undefined : says(answer);
    const confirmed = confirmCall(
      action,
      { id: "4001" },
      action.effect === "destructive" ? "gone for good" : undefined,
      consent,
      ask,
    );

    if (passes) await expect(confirmed).resolves.toBeUndefined();
    else await expect(confirmed).rejects.toThrow("nothing was sent");
  });
});
