import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approveCall } from "../../jobs/limits/approve.ts";
import { restore, revoke } from "../../jobs/limits/persona.ts";
import { backfill } from "../../jobs/pull/backfill.ts";
import { parseConfig } from "../../src/config-file.ts";
import { listPeople, peopleBelow } from "../../src/history/people.ts";
import { packageRoot } from "../../src/root.ts";
import { parseWeek } from "../../src/week.ts";
import { type Line, startLine } from "../support/line.ts";
import { rulesFor } from "./allowed.ts";
import { type AgentCall, agentCalls } from "./hostile.ts";

/** `npm run agents` sets it to 10,000. */
const callsEach = Number(process.env.AGENT_CALLS ?? 60);
const seed = Number(process.env.AGENT_SEED ?? 1);
const callsAtOnce = 8;

const names = ["analyst", "manager", "writer", "officer"] as const;
type Name = (typeof names)[number];

/** Where each has something to call. */
const areas: Readonly<Record<Name, readonly string[]>> = {
  analyst: ["users", "stats", "calls", "settings", "library"],
  manager: ["users", "stats", "calls"],
  writer: ["crm", "flows"],
  officer: ["privacy"],
};

let line: Line;
let config: string;
let text: string;
let own: { ids: ReadonlySet<string>; emails: ReadonlySet<string> };
let everybody: { ids: readonly string[]; emails: readonly string[] };
const servers: ChildProcess[] = [];

const tokenOf = (name: Name): string => `${name}-token-for-tests-only`;

beforeAll(async () => {
  // A Gong that refuses by its own limit would hide what is sent and what comes back.
  line = await startLine({ gong: { requestsPerDay: 10_000_000 } });
  expect(await backfill(line.session(), { from: parseWeek("2026-W45"), to: parseWeek("2026-W46") })).toBe(0);
  const database = await line.session().history();
  const people = listPeople(database);
  const week = parseWeek("2026-W46");
  const sized = people.map(({ id, email }) => ({ id, email, below: peopleBelow(database, id, week) }));
  const manager = sized.find(({ below }) => below.size >= 3 && below.size < people.length / 2);
  if (!manager) throw new Error("no manager of some");
  const ids = new Set([manager.id, ...manager.below]);
  own = { ids, emails: new Set(people.filter(({ id }) => ids.has(id)).flatMap(({ email }) => email ?? [])) };
  everybody = { ids: people.map(({ id }) => id), emails: people.flatMap(({ email }) => email ?? []) };
  config = join(line.folder, "config.yaml");
  text = `gong: { baseUrl: "${line.gong.url}", requestsPerSecond: 1000, requestsPerDay: 1000000, retries: 0 }
history: { path: history.db }
personas:
  analyst:
    include: [read]
    exclude: [privacy, logs, permissions, "crm.*"]
    readOnly: on
    rows: 20
    mask: ["*email*", "*phone*"]
  manager:
    include: [users, stats, calls, history]
    readOnly: on
    own: "${manager.id}"
  writer:
    include: [crm, "flows.assign*"]
    exclude: [destructive]
  officer:
    include: ["privacy.*"]
    requestsPerDay: ${callsEach + 100}
`;
  writeFileSync(config, text);
}, 120_000);
afterAll(async () => {
  for (const server of servers) server.kill("SIGTERM");
  await line.close();
});

/** One server for all personas, each with a token of its own. */
async function serve(...more: readonly string[]): Promise<URL> {
  const cli = [join(packageRoot, "node_modules/tsx/dist/cli.mjs"), join(packageRoot, "jobs/cli.ts")];
  const server = spawn(process.execPath, [...cli, "--config", config, "mcp", "--http", "0", ...more], {
    env: {
      PATH: process.env.PATH,
      GONG_ACCESS_KEY: line.gong.accessKey,
      GONG_ACCESS_KEY_SECRET: line.gong.accessKeySecret,
      ...Object.fromEntries(
        names.map((name) => [`GONG_DIGEST_MCP_TOKEN_${name.toUpperCase()}`, tokenOf(name)]),
      ),
    },
  });
  servers.push(server);
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (chunk: Buffer) => {
      said += String(chunk);
      const [found] = /http:\/\/127\.0\.0\.1:\d+\/mcp/.exec(said) ?? [];
      if (found) resolve(new URL(found));
    });
    server.once("exit", () => reject(new Error(said)));
  });
}

async function connect(url: URL, name: Name): Promise<Client> {
  const client = new Client(
    { name: "agent", version: "1" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  const headers = { authorization: `Bearer ${tokenOf(name)}` };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return client;
}

type Answer = Awaited<ReturnType<Client["callTool"]>>;
const said = (answer: Answer): string => JSON.stringify(answer.content);

describe.each([false, true])("agents, through the router: %s", (router) => {
  let url: URL;
  beforeAll(async () => {
    url = await serve(...(router ? ["--router"] : []));
  }, 120_000);

  it.each(names)(
    `send nothing that %s may not, in ${callsEach} calls`,
    async (name) => {
      const client = await connect(url, name);
      const rule = rulesFor(own)[name];
      const before = line.gong.requests.length;
      const others = everybody.emails.filter((email) => !own.emails.has(email));
      const leaked: string[] = [];
      let answered = 0;
      const calls = agentCalls(seed + names.indexOf(name), callsEach, everybody, areas[name]).values();
      const act = async ({ name: tool, input }: AgentCall): Promise<void> => {
        const call = router
          ? { name: "call", arguments: { name: tool, input } }
          : { name: tool, arguments: input };
        const answer = await client.callTool(call).catch(() => null);
        if (!answer || answer.isError) return;
        const given = said(answer).toLowerCase();
        const isOwnInput = JSON.stringify(input).toLowerCase();
        if (name === "manager")
          leaked.push(...others.filter((email) => given.includes(email) && !isOwnInput.includes(email)));
        if (name === "analyst")
          leaked.push(
            ...everybody.emails.filter((email) => given.includes(email) && !isOwnInput.includes(email)),
          );
        answered += 1;
      };
      // An agent has several calls under way, and the server is to keep them apart.
      const lanes = Array.from({ length: callsAtOnce }, async () => {
        for (const each of calls) await act(each);
      });
      await Promise.all(lanes);
      await client.close();

      const sent = line.gong.requests.slice(before);
      expect(
        sent.filter((request) => !rule(request)).map(({ method, path, body }) => ({ method, path, body })),
      ).toEqual([]);
      expect([...new Set(leaked)]).toEqual([]);
      expect(sent.length).toBeGreaterThan(0);
      // Of the few calls of a short run, one that writes is hardly ever right.
      if (name === "analyst" || name === "manager") expect(answered).toBeGreaterThan(0);
    },
    3_600_000,
  );
});

describe("two personas on one server", () => {
  let url: URL;
  beforeAll(async () => {
    url = await serve();
  }, 120_000);

  it("each see and call their own tools", async () => {
    const [analyst, writer] = [await connect(url, "analyst"), await connect(url, "writer")];
    const [theirs, others] = [(await analyst.listTools()).tools, (await writer.listTools()).tools];
    const [users, crm, noUsers] = await Promise.all([
      analyst.callTool({ name: "users_list", arguments: {} }),
      writer.callTool({ name: "crm_integration", arguments: {} }),
      writer.callTool({ name: "users_list", arguments: {} }),
    ]);
    await Promise.all([analyst.close(), writer.close()]);

    expect(theirs.map(({ name }) => name)).toContain("users_list");
    expect(theirs.some(({ name }) => /^crm|transcripts|privacy/.test(name))).toBe(false);
    expect(others.every(({ name }) => /^(crm|flows_assign)/.test(name))).toBe(true);
    expect([users.isError, crm.isError, noUsers.isError].map(Boolean)).toEqual([false, false, true]);
    expect(said(noUsers)).toContain("personas.writer.include has nothing that opens users.list");
    expect(said(users)).toContain("at most 20 rows a call");
    expect(said(users)).toContain("[masked]");
  });

  it("cannot read each other's results", async () => {
    const [analyst, manager] = [await connect(url, "analyst"), await connect(url, "manager")];
    const span = { fromDateTime: "2026-11-02T00:00:00Z", toDateTime: "2026-11-16T00:00:00Z", all: true };
    const big = await manager.callTool({ name: "calls_list", arguments: span });
    const link = big.content.find((each) => each.type === "resource_link");
    const uri = link?.type === "resource_link" ? link.uri : "none";

    await expect(manager.readResource({ uri })).resolves.toHaveProperty("contents");
    await expect(analyst.readResource({ uri })).rejects.toThrow();
    await Promise.all([analyst.close(), manager.close()]);
  });

  it("lose everything at the next call when another process revokes them, and have it back", async () => {
    const client = await connect(url, "analyst");
    const session = line.session({ config: { personas: parseConfig(text, "").personas } });
    const call = () => client.callTool({ name: "workspaces_list", arguments: {} });
    const open = await call();
    await revoke(session, "analyst");
    const revoked = await call();
    const listed = await client.listTools();
    await restore(session, "analyst");
    const restored = await call();
    writeFileSync(config, text.replace("include: [read]", "include: [users]"));
    const narrowed = await call();
    writeFileSync(config, text.replace(/ {2}analyst:\n( {4}.*\n)*/, ""));
    const gone = await call();
    writeFileSync(config, "personas: {");
    const broken = await call();
    writeFileSync(config, text);
    const last = await call();
    await client.close();

    const states = [open, revoked, restored, narrowed, gone, broken, last].map(
      ({ isError }) => isError !== true,
    );
    expect(states).toEqual([true, false, true, false, false, false, true]);
    expect(listed.tools).toEqual([]);
    expect(said(revoked)).toContain("is revoked");
    expect(said(gone)).toContain("not in the settings any more");
    expect(said(broken)).toContain("until the settings are mended");
  });

  it("may erase with an approval from elsewhere, and once", async () => {
    const client = await connect(url, "officer");
    const erase = () =>
      client.callTool({ name: "privacy_eraseByEmail", arguments: { emailAddress: "kim@customer.example" } });
    const erasures = () => line.gong.requests.filter(({ path }) => path.includes("erase-data")).length;
    const before = erasures();
    const asked = await erase();
    const [, id = ""] = /approval-needed (\w{8})/.exec(said(asked)) ?? [];
    await approveCall(line.session(), id, {}, async () => "kim@customer.example");
    const done = await erase();
    const again = await erase();
    await client.close();

    expect([asked.isError, done.isError, again.isError].map(Boolean)).toEqual([true, false, true]);
    expect(said(done)).toContain("gong-digest history erase --email");
    expect(erasures()).toBe(before + 1);
  });
});

it("the log of calls names the persona of each", async () => {
  const audit = await line.session().audit();
  const facts = audit.database.prepare("SELECT facts FROM entry").pluck().all() as string[];
  const personas = new Set(facts.map((each) => (JSON.parse(each) as { persona?: string }).persona));

  expect([...names].every((name) => personas.has(name))).toBe(true);
  expect(facts.some((each) => each.includes('"denied"'))).toBe(true);
  expect(readFileSync(config, "utf8")).toBe(text);
});
