import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport, type Transport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { backfill } from "../../jobs/pull/backfill.ts";
import { actions } from "../../src/gong/actions.ts";
import { auditRecords } from "../../src/history/audit-read.ts";
import { packageRoot } from "../../src/root.ts";
import { toolNameOf } from "../../src/tools/catalogue.ts";
import { mayCall } from "../../src/tools/permission.ts";
import { type Line, startLine } from "../support/line.ts";

vi.setConfig({ testTimeout: 60_000 });

const token = "a-token-for-tests-only";
const asIs = { caller: "model", writes: false, paid: false } as const;
const calls = { fromDateTime: "2026-11-02T00:00:00Z", toDateTime: "2026-11-16T00:00:00Z" };
const revisions = { "2026-07-28": { pin: "2026-07-28" }, "2025-11-25": "legacy" } as const;
type Revision = keyof typeof revisions;

let line: Line;
let config: string;

beforeAll(async () => {
  line = await startLine();
  const session = line.session();
  expect(await backfill(session, { from: "2026-W32" })).toBe(0);
  config = join(line.folder, "config.yaml");
  writeFileSync(
    config,
    `gong: { baseUrl: "${line.gong.url}", requestsPerSecond: 1000, retries: 0 }\nhistory: { path: history.db }\n`,
  );
}, 60_000);
afterAll(() => line.close());

const environment = () => ({
  PATH: process.env.PATH ?? "",
  GONG_ACCESS_KEY: line.gong.accessKey,
  GONG_ACCESS_KEY_SECRET: line.gong.accessKeySecret,
  GONG_DIGEST_MCP_TOKEN: token,
});

const words = (...more: readonly string[]): string[] => [
  join(packageRoot, "node_modules/tsx/dist/cli.mjs"),
  join(packageRoot, "jobs/cli.ts"),
  "--config",
  config,
  "mcp",
  ...more,
];

function overStdio(...more: readonly string[]): Transport {
  return new StdioClientTransport({
    command: process.execPath,
    args: words(...more),
    env: environment(),
    stderr: "ignore",
  });
}

/** The server as a process of its own on a free port. */
async function httpServer(...more: readonly string[]): Promise<{ url: URL; process: ChildProcess }> {
  const server = spawn(process.execPath, words("--http", "0", ...more), { env: environment() });
  const url = await new Promise<URL>((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (chunk: Buffer) => {
      said += String(chunk);
      const [found] = /http:\/\/127\.0\.0\.1:\d+\/mcp/.exec(said) ?? [];
      if (found) resolve(new URL(found));
    });
    server.once("exit", () => reject(new Error(said)));
  });
  return { url, process: server };
}

const overHttp = (url: URL, bearer: string = token): Transport =>
  new StreamableHTTPClientTransport(url, { requestInit: { headers: { authorization: `Bearer ${bearer}` } } });

async function connect(transport: Transport, revision: Revision): Promise<Client> {
  const client = new Client(
    { name: "test", version: "1" },
    { versionNegotiation: { mode: revisions[revision] } },
  );
  await client.connect(transport);
  return client;
}

type Answer = Awaited<ReturnType<Client["callTool"]>>;
const dataOf = (answer: Answer) => answer.structuredContent as Record<string, unknown>;
const textOf = (answer: Answer): string =>
  answer.content.map((each) => ("text" in each ? each.text : "")).join("");

describe.each(Object.keys(revisions) as Revision[])("mcp, revision %s", (revision) => {
  describe.each(["stdio", "http"])("over %s", (way) => {
    let client: Client;
    let server: ChildProcess | undefined;

    beforeAll(async () => {
      if (way === "stdio") client = await connect(overStdio(), revision);
      else {
        const http = await httpServer();
        server = http.process;
        client = await connect(overHttp(http.url), revision);
      }
    }, 60_000);
    afterAll(async () => {
      await client.close();
      server?.kill("SIGTERM");
    });

    it("speaks that revision", () => {
      expect(client.getNegotiatedProtocolVersion()).toBe(revision);
    });

    it("lists the history and every action that is open, with all four hints", async () => {
      const { tools } = await client.listTools();

      const names = tools.map(({ name }) => name);
      expect(names).toEqual([
        "history_series",
        "history_findings",
        "explain_finding",
        "digest_of_week",
        ...actions.filter((action) => mayCall(action, asIs) === null).map(toolNameOf),
      ]);
      for (const { annotations } of tools) {
        expect(annotations).toEqual({
          readOnlyHint: true,
          destructiveHint: false,
          idempotentHint: true,
          openWorldHint: expect.any(Boolean),
        });
      }
    });

    it("answers with structured content and the same as text", async () => {
      const answer = await client.callTool({ name: "calls_list", arguments: calls });

      expect(JSON.parse(textOf({ ...answer, content: answer.content.slice(0, 1) }))).toEqual(
        answer.structuredContent,
      );
      expect(dataOf(answer)).toMatchObject({ returned: 100, cursor: expect.any(String) });
      expect(answer.isError).toBeFalsy();
    });

    it("takes the catalogue's name of an action, too", async () => {
      const answer = await client.callTool({ name: "GONG_LIST_ALL_COMPANY_WORKSPACES_V2_WORKSPACES" });

      expect(dataOf(answer)).toHaveProperty("workspaces");
    });

    it("tells its progress page by page, and cuts what is too big to a table with the rest behind a link", async () => {
      const seen: number[] = [];

      const answer = await client.callTool(
        { name: "calls_list", arguments: { ...calls, all: true } },
        { onprogress: ({ progress }) => void seen.push(progress) },
      );

      const data = dataOf(answer);
      expect(data).toMatchObject({
        truncated: true,
        calls: { columns: expect.arrayContaining(["id", "title"]) },
      });
      // The last notification may reach the client's handler after the answer has.
      expect(seen.slice(0, 3)).toEqual([100, 200, 300]);
      expect(Number(data.total)).toBeGreaterThanOrEqual(Number(seen.at(-1)));
      const link = answer.content.find((each) => each.type === "resource_link");
      const first = await client.readResource({ uri: link?.type === "resource_link" ? link.uri : "" });
      const [content] = first.contents;
      expect(content && "text" in content && JSON.parse(content.text.split("\n")[0] ?? "")).toHaveProperty(
        "id",
      );
    });

    it("gives no cursor that would pass over rows when a limit cuts a page", async () => {
      const cut = dataOf(await client.callTool({ name: "calls_list", arguments: { ...calls, limit: 130 } }));
      const even = dataOf(await client.callTool({ name: "calls_list", arguments: { ...calls, limit: 200 } }));

      expect(cut).toMatchObject({ returned: 130, note: expect.stringContaining("higher limit") });
      expect(cut).not.toHaveProperty("cursor");
      expect(even).toMatchObject({ returned: 200, cursor: expect.any(String) });
    });

    it("puts what people wrote between marks", async () => {
      const answer = await client.callTool({ name: "calls_list", arguments: { ...calls, limit: 1 } });

      expect((dataOf(answer) as { calls: { title: string }[] }).calls[0]?.title).toMatch(
        /^<untrusted>.*<\/untrusted>$/,
      );
    });

    it.each`
      name                     | input                       | said
      ${"calls_lst"}           | ${{}}                       | ${'"calls_lst" is no tool. Did you mean calls_list?'}
      ${"calls_list"}          | ${{ ...calls, limit: 0 }}   | ${"limit: got 0, expected a whole number from 1"}
      ${"stats_activityByDay"} | ${{ filter: {} }}           | ${"filter.fromDate: is missing, expected date"}
      ${"stats_activityByDay"} | ${{ fliter: {} }}           | ${"Did you mean filter?"}
      ${"history_series"}      | ${{ metric: "talkRatios" }} | ${"Did you mean talkRatio?"}
      ${"explain_finding"}     | ${{ finding: "x" }}         | ${"expected an id of history_findings"}
    `("answers $name $input with an error that says what to do", async ({ name, input, said }) => {
      const answer = await client.callTool({ name, arguments: input });

      expect(answer.isError).toBe(true);
      expect(answer.structuredContent).toBeUndefined();
      expect(textOf(answer)).toContain(said);
    });

    it("writes down a call whose input does not fit, without what did not", async () => {
      const session = line.session();
      const records = async () => auditRecords((await session.audit()).database, { action: "users.get" });
      const before = (await records()).length;

      await client.callTool({ name: "users_get", arguments: { id: ["Ana Lima"] } });

      expect((await records()).slice(before)).toMatchObject([
        { decision: "denied", status: "none", reason: "the input does not fit the action" },
      ]);
      expect(JSON.stringify(await records())).not.toContain("Lima");
      session.close();
    });

    it("says whose talk ratio rose since October without a request to Gong", async () => {
      const before = line.gong.requests.length;

      const answer = await client.callTool({
        name: "history_series",
        arguments: { metric: "talk ratio", from: "2026-10-01" },
      });

      const { rows, weeks } = dataOf(answer) as {
        rows: {
          name: string;
          level: string;
          before: number;
          after: number;
          change: number | null;
          values: unknown[];
        }[];
        weeks: string[];
      };
      expect(weeks).toEqual([
        "2026-W40",
        "2026-W41",
        "2026-W42",
        "2026-W43",
        "2026-W44",
        "2026-W45",
        "2026-W46",
      ]);
      expect(new Set(rows.map(({ level }) => level))).toEqual(new Set(["person"]));
      const changes = rows.flatMap(({ change }) => (change === null ? [] : [change]));
      expect(changes).toEqual(changes.toSorted((a, b) => b - a));
      expect(changes.length).toBeGreaterThan(10);
      expect(line.gong.requests.length).toBe(before);
    });

    it("gives findings, the arithmetic of one, and the digest of a week", async () => {
      const findings = dataOf(await client.callTool({ name: "history_findings", arguments: {} }));
      const [first] = findings.findings as { id: string; score: number }[];
      const explained = dataOf(
        await client.callTool({ name: "explain_finding", arguments: { finding: first?.id ?? "" } }),
      );
      const digest = dataOf(
        await client.callTool({ name: "digest_of_week", arguments: { week: "2026-11-09" } }),
      );

      expect(explained.score).toBeCloseTo(first?.score ?? Number.NaN, 2);
      expect(digest).toMatchObject({ schemaVersion: 1, week: "2026-W46", scope: { kind: "company" } });
    });
  });
});

describe("mcp --router", () => {
  it("finds, describes and calls every tool with three of its own", async () => {
    const client = await connect(overStdio("--router"), "2026-07-28");
    const { tools } = await client.listTools();
    const found = dataOf(
      await client.callTool({ name: "search", arguments: { query: "who is the manager of whom" } }),
    );
    const described = dataOf(await client.callTool({ name: "describe", arguments: { name: "users_list" } }));
    const called = dataOf(
      await client.callTool({ name: "call", arguments: { name: "users_list", input: { limit: 3 } } }),
    );
    await client.close();

    expect(tools.map(({ name }) => name)).toEqual(["search", "describe", "call"]);
    expect((found.tools as { name: string }[]).slice(0, 3).map(({ name }) => name)).toContain("users_list");
    expect(described).toMatchObject({ scope: "api:users:read", input: { type: "object" } });
    expect(called.users).toHaveLength(3);
  }, 60_000);
});

describe("mcp without what it needs", () => {
  it("says what a person must mend when there is no key, and still answers from the history", async () => {
    const { PATH } = environment();
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: words(),
      env: { PATH },
      stderr: "ignore",
    });
    const client = await connect(transport, "2026-07-28");
    const refused = await client.callTool({ name: "users_list", arguments: {} });
    const answered = await client.callTool({ name: "history_findings", arguments: {} });
    await client.close();

    expect(refused.isError).toBe(true);
    expect(textOf(refused)).toContain("GONG_ACCESS_KEY is not set");
    expect(answered.isError).toBeFalsy();
  });

  it("does not start over HTTP without a token of some length", async () => {
    const env = { ...environment(), GONG_DIGEST_MCP_TOKEN: "short" };
    const server = spawn(process.execPath, words("--http", "0"), { env });
    let said = "";
    server.stderr.on("data", (chunk: Buffer) => {
      said += String(chunk);
    });

    const code = await new Promise((resolve) => server.once("close", resolve));

    expect(code).toBe(2);
    expect(said).toContain("GONG_DIGEST_MCP_TOKEN has 5 characters");
    expect(said).not.toContain("short");
  });
});

describe("mcp --area", () => {
  it("lists these areas alone", async () => {
    const client = await connect(overStdio("--area", "stats", "history"), "2025-11-25");
    const { tools } = await client.listTools();
    await client.close();

    expect(tools.map(({ name }) => name.replace(/_.*/, ""))).toEqual(
      expect.arrayContaining(["history", "stats"]),
    );
    expect(tools.some(({ name }) => name.startsWith("users"))).toBe(false);
  }, 60_000);
});

describe("mcp --http", () => {
  let http: { url: URL; process: ChildProcess };
  const post = (headers: Record<string, string>, url = http.url) =>
    fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} }),
    });

  beforeAll(async () => {
    http = await httpServer();
  }, 60_000);
  afterAll(() => void http.process.kill("SIGTERM"));

  it.each`
    what                 | headers                                                                 | status
    ${"no token"}        | ${{}}                                                                   | ${401}
    ${"another token"}   | ${{ authorization: "Bearer another-token-of-22" }}                      | ${401}
    ${"a page's origin"} | ${{ authorization: `Bearer ${token}`, origin: "https://evil.example" }} | ${403}
    ${"the token"}       | ${{ authorization: `Bearer ${token}` }}                                 | ${200}
  `("answers $what with $status", async ({ headers, status }) => {
    expect((await post(headers)).status).toBe(status);
  });

  it("answers elsewhere with 404", async () => {
    expect((await post({ authorization: `Bearer ${token}` }, new URL("/", http.url))).status).toBe(404);
  });

  it("ends cleanly on SIGTERM", async () => {
    const own = await httpServer();
    const ended = new Promise((resolve) => own.process.once("exit", (code) => resolve(code)));

    own.process.kill("SIGTERM");

    expect(await ended).toBe(143);
  }, 60_000);
});
