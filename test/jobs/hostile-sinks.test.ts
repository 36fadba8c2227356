import { execFile, execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { doctor } from "../../jobs/doctor/doctor.ts";
import { explainFinding } from "../../jobs/feedback/explain-finding.ts";
import { confirm, expect as expectLevel, listFeedback, mute } from "../../jobs/feedback/feedback.ts";
import { erase } from "../../jobs/history/erase.ts";
import { exportHistory } from "../../jobs/history/transfer.ts";
import { verify } from "../../jobs/history/verify.ts";
import { exportAudit, listAudit, showAudit, verifyLog } from "../../jobs/limits/audit.ts";
import { listPersonas } from "../../jobs/limits/persona.ts";
import { listOutbox } from "../../jobs/outbox/outbox.ts";
import { addSuppressed, listSuppressed } from "../../jobs/outbox/suppress.ts";
import { preview, report } from "../../jobs/report/report.ts";
import type { attempt } from "../../jobs/session/attempt.ts";
import { status } from "../../jobs/status/status.ts";
import { callTool } from "../../jobs/tools/call.ts";
import { backtest } from "../../jobs/trust/backtest.ts";
import { tune } from "../../jobs/trust/tune.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import { packageRoot } from "../../src/root.ts";
import { elementsOf } from "../mail/parse.ts";
import { type Captured, captured } from "../support/captured.ts";
import { readExposition } from "../support/exposition.ts";
import { hostileCompany } from "../support/hostile-company.ts";
import { hostileMany, someHostile, steering } from "../support/hostile-many.ts";
import { monday } from "../support/line.ts";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const isWhole = process.env.TORTURE === "on";
const week = "2026-W46";

/** So many strings meet in one company, each as somebody's name. */
const together = 20;
const batches = Array.from({ length: Math.ceil(hostileMany.length / together) }, (_, at) =>
  hostileMany.slice(at * together, (at + 1) * together),
);
/** A company whose strings come from everywhere in the list; all companies by `npm run torture:hostile`. */
const taken = isWhole ? batches : [hostileMany.filter((_, at) => at % 25 === 0)];

type Job = Parameters<typeof attempt>[1];
type Sink = readonly [name: string, kind: "text" | "json" | "json lines" | "csv" | "prometheus", job: Job];

const sinks = (ids: readonly string[], out: string): readonly Sink[] => {
  const [first = "", second = ""] = ids;
  const id = (person: string): string => `${week}:person:${person}:callsAsHost`;
  const explained = isWhole ? ids : ids.slice(0, 3);
  return [
    ["doctor", "text", (session) => doctor(session, {})],
    ["doctor --json", "json", (session) => doctor(session, { json: true })],
    ["run", "text", (session) => runWeekly(session, { out: join(out, "run") })],
    ["preview", "text", (session) => preview(session, { out: join(out, "preview") })],
    ["report", "text", (session) => report(session, { out: join(out, "report"), week })],
    ...explained.map((one): Sink => ["explain", "text", (session) => explainFinding(session, id(one), {})]),
    ["explain --json", "json", (session) => explainFinding(session, id(first), { json: true })],
    ...ids
      .slice(0, 5)
      .map((one): Sink => ["mute", "text", (session) => mute(session, undefined, { person: one })]),
    ["mute --reason", "text", (session) => mute(session, id(second), { reason: hostileMany[9] ?? "" })],
    ["mute list", "text", (session) => listFeedback(session, "mutes", {})],
    ["mute list --json", "json", (session) => listFeedback(session, "mutes", { json: true })],
    ["expect", "text", (session) => expectLevel(session, id(first), { since: "2026-W44" })],
    ["expect list", "text", (session) => listFeedback(session, "expectations", { all: true })],
    ["confirm", "text", (session) => confirm(session, id(second), { note: hostileMany[11] ?? "" })],
    ["confirm list", "text", (session) => listFeedback(session, "opinions", { all: true })],
    ["status", "text", (session) => status(session, {})],
    ["status --json", "json", (session) => status(session, { json: true })],
    ["status --prometheus", "prometheus", (session) => status(session, { prometheus: true })],
    ["outbox list", "text", (session) => listOutbox(session, { all: true })],
    ["outbox list --json", "json", (session) => listOutbox(session, { all: true, json: true })],
    [
      "suppress add",
      "text",
      (session) => addSuppressed(session, "dana@example.com", { scope: `team:${first}` }),
    ],
    ["suppress add of a name", "text", (session) => addSuppressed(session, hostileMany[3] ?? "", {})],
    ["suppress list", "text", (session) => listSuppressed(session, {})],
    ["persona list", "text", (session) => listPersonas(session, {})],
    ["persona list --json", "json", (session) => listPersonas(session, { json: true })],
    [
      "tools call users.list",
      "json",
      (session) => callTool(session, "users.list", [], { promptId: hostileMany[7] ?? "" }),
    ],
    [
      "tools call users.list --all",
      "json lines",
      (session) => callTool(session, "users.list", [], { all: true }),
    ],
    ["audit list", "text", (session) => listAudit(session, {})],
    ["audit list --json", "json", (session) => listAudit(session, { json: true })],
    ["audit show", "json", (session) => showAudit(session, 1, {})],
    ["audit export --csv", "csv", (session) => exportAudit(session, { csv: true })],
    ["audit export --jsonl", "json lines", (session) => exportAudit(session, {})],
    ["audit verify", "text", (session) => verifyLog(session, {})],
    ["history export --csv", "csv", (session) => exportHistory(session, { bases: true })],
    ["history export --json", "json lines", (session) => exportHistory(session, { json: true })],
    ["history verify", "text", (session) => verify(session, undefined, {})],
    ["history erase --dry-run", "text", (session) => erase(session, { person: first, dryRun: true })],
    ["backtest", "text", (session) => backtest(session, {})],
    ["backtest --json", "json", (session) => backtest(session, { json: true })],
    ["tune", "text", (session) => tune(session, {})],
  ];
};

let writings = 0;

describe.each(taken.map((strings, at) => [at + 1, strings] as const))(
  "hostile company %i",
  (number, strings) => {
    let company: Awaited<ReturnType<typeof hostileCompany>>;
    let said: readonly (readonly [...Sink, Captured])[];

    beforeAll(async () => {
      company = await hostileCompany(strings);
      for (const [name, value] of Object.entries(company.environment)) vi.stubEnv(name, value);
      vi.stubEnv("GONG_DIGEST_USER", strings[5] ?? "");
      const run = async (terminal: boolean, job: Job, command = "") =>
        captured({ config: company.config, now: monday, command }, job, terminal);
      const first = await run(false, (session) =>
        report(session, { out: join(company.folder, "first"), week }),
      );
      expect(first).toMatchObject({ code: 0 });
      const all: (readonly [...Sink, Captured])[] = [];
      for (const [at, [name, kind, job]] of sinks(company.ids(), company.folder).entries()) {
        all.push([name, kind, job, await run(at % 2 === 1, job, name)]);
        if (isWhole && isReader(name) && name !== "explain")
          all.push([name, kind, job, await run(at % 2 === 0, job, name)]);
      }
      said = all;
    });
    afterAll(async () => {
      vi.unstubAllEnvs();
      await company.close();
      rmSync(company.folder, { recursive: true });
    });

    it("reaches every sink with its strings", () => {
      const shown = said.map(([, , , { out }]) => out).join("");
      writings += said.length;

      expect(said.filter(([, , , { err }]) => /a fault in gong-digest/.test(err))).toEqual([]);
      expect(
        said.filter(([name, , , { out }]) => out === "" && isReader(name)).map(([name]) => name),
      ).toEqual([]);
      expect(shown).toMatch(/evil|alert|untrusted|=1\+1|x{60}|owned/i);
      expect(company.inbox.messages.length).toBeGreaterThan(0);
      expect(new Set(company.names())).toEqual(new Set(strings));
    });

    it("steers no terminal and no pager", () => {
      for (const [name, , , { out, err }] of said) {
        expect([name, steering.exec(out)]).toEqual([name, null]);
        expect([name, steering.exec(err.replaceAll("\r\u001b[K", ""))]).toEqual([name, null]);
      }
    });

    it("leaves JSON, CSV and metrics what they are", () => {
      for (const [name, kind, , { out }] of said) {
        if (kind === "json") expect(() => JSON.parse(out), name).not.toThrow();
        if (kind === "json lines")
          for (const line of out.trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
        if (kind === "prometheus") expect(readExposition(out).length).toBeGreaterThan(5);
        if (kind === "csv") {
          const rows: string[][] = parse(out);
          expect(rows.length).toBeGreaterThan(1);
          expect(rows.flat().filter(isFormula)).toEqual([]);
        }
      }
      const isJson = (line: string): boolean => line === "" || line.startsWith("{");
      const piped = said.flatMap(([, , , { err }]) => (err.includes('"level":') ? err.split("\n") : []));
      expect(piped.filter((line) => !isJson(line))).toEqual([]);
      expect(() => readExposition(readFileSync(join(company.folder, "metrics.prom"), "utf8"))).not.toThrow();
    });

    it("breaks no line of a list", () => {
      const wide = /^(\d+\t(sent|pending|failed|unknown|expired)\t|analyst: |\d+ {2}\d{4}-)/;
      for (const [name, , , { out }] of said) {
        if (!["outbox list", "persona list", "audit list"].includes(name)) continue;
        expect(
          out
            .trimEnd()
            .split("\n")
            .filter((line) => !wide.test(line)),
        ).toEqual([]);
      }
    });

    it("asks the service for pings for nothing but its own path", () => {
      expect(new Set(company.pings.asked)).toEqual(new Set(["/failed"]));
    });

    it("makes no element that runs, loads or leads elsewhere in any page and mail on disk", () => {
      const names = readdirSync(company.folder, { recursive: true, encoding: "utf8" });
      const pages = names.filter((name) => name.endsWith(".html"));
      expect(pages.length).toBeGreaterThan(5);
      for (const name of names.filter(
        (each) => !each.includes("/") || /html|json|csv|md|txt|eml/.test(each),
      )) {
        expect(name).toMatch(/^[\w./-]+$/);
      }
      for (const page of pages) {
        const html = readFileSync(join(company.folder, page), "utf8");
        const elements = elementsOf(html);
        const own = elements.flatMap(({ tagName, attrs }) =>
          attrs
            .filter((each) => /^(href|src|action|srcset|on\w+)$/.test(each.name))
            .map(({ value }) => [tagName, value]),
        );
        const isOurs = (value = ""): boolean =>
          /^(#|cid:|data:image\/png|https:\/\/app\.gong\.io\/|[\w-]+\.page\.html$|index\.html)/.test(value);
        expect(own.filter(([, value]) => !isOurs(value))).toEqual([]);
        const running = elements.filter(({ tagName }) =>
          /^(iframe|object|embed|base|link|math)$/.test(tagName),
        );
        expect(running.map(({ tagName }) => tagName)).toEqual([]);
        const scripts = elements.filter(({ tagName }) => tagName === "script").length;
        expect(scripts).toBeLessThanOrEqual(page.endsWith(".page.html") ? 4 : 0);
      }
    });

    it.skipIf(number > 3 || !hasTerminal())("steers no real terminal and splits no real pipe", async () => {
      // Of the first person a new level is expected.
      const [, id = ""] = company.ids();
      const commands = [
        ["explain", `${week}:person:${id}:callsAsHost`],
        ["tools", "call", "users.list"],
        ...(isWhole
          ? [
              ["outbox", "list", "--all"],
              ["audit", "list"],
              ["status"],
              ["mute", "list"],
              ["history", "export", "--json"],
              ["doctor"],
              ["tune"],
            ]
          : []),
      ];
      for (const words of commands) {
        const [piped, onTerminal] = [await inPipe(company, words), await onTerminalOf(company, words)];
        writings += 2;

        expect([words, steering.exec(piped)]).toEqual([words, null]);
        expect([
          words,
          steering.exec(onTerminal.replaceAll("\r\n", "\n").replaceAll("\r\u001b[K", "")),
        ]).toEqual([words, null]);
        if (words[0] === "tools") expect(JSON.parse(piped)).toMatchObject({ users: expect.any(Array) });
      }
    });
  },
);

describe("what Gong says of a call that it refuses", () => {
  it.each([false, true])("steers nothing and breaks no line; on a terminal: %s", async (terminal) => {
    const some = someHostile(25);
    const company = await hostileCompany(some);
    for (const [name, value] of Object.entries(company.environment)) vi.stubEnv(name, value);
    try {
      for (const text of some) {
        const refused = { status: 400, body: JSON.stringify({ requestId: text, errors: [text, text] }) };
        company.answer(refused);
        const { code, err } = await captured(
          { config: company.config, now: monday },
          (session) => callTool(session, "users.list", [], {}),
          terminal,
        );
        writings += 1;

        expect(code).toBe(3);
        expect(steering.exec(err.replaceAll("\r\u001b[K", ""))).toBeNull();
        expect(err.match(/\n/g)).toHaveLength(1);
        if (!terminal) expect(JSON.parse(err)).toMatchObject({ level: "error", kind: "request" });
      }
    } finally {
      vi.unstubAllEnvs();
      await company.close();
    }
  });
});

afterAll(() => {
  process.stderr.write(
    `hostile strings: ${taken.flat().length} of ${hostileMany.length}, writings: ${writings}\n`,
  );
});

/** What changes nothing, so that it can be asked twice. */
const isReader = (name: string): boolean =>
  /list|status|explain|export|verify|show|backtest|tune|doctor|dry-run|tools call/.test(name);

const isFormula = (cell: string): boolean =>
  /^["\s]*[=+@\uff1d\uff0b\uff20]|^["\s]*-(?!\d+(\.\d+)?$)/.test(cell);

function hasTerminal(): boolean {
  try {
    execFileSync("script", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    process.stderr.write("script of util-linux is not here: no real terminal is tried\n");
    return false;
  }
}

type Company = Awaited<ReturnType<typeof hostileCompany>>;

const words = ({ config }: Company, own: readonly string[]): readonly string[] => [
  process.execPath,
  "--import",
  import.meta.resolve("tsx"),
  join(packageRoot, "jobs", "cli.ts"),
  "--config",
  config,
  "--now",
  monday,
  ...own,
];

const environmentOf = ({ environment }: Company) => ({
  PATH: process.env.PATH ?? "",
  TERM: "xterm",
  ...environment,
});

async function inPipe(company: Company, own: readonly string[]): Promise<string> {
  const [program = "", ...rest] = words(company, own);
  const options = { env: environmentOf(company), maxBuffer: 2 ** 28 };
  const ended = await promisify(execFile)(program, rest, options).catch(
    (error) => error as { stdout: string; stderr: string },
  );
  if (ended.stdout === "") throw new Error(`${own.join(" ")} says nothing: ${ended.stderr}`);
  return ended.stdout;
}

async function onTerminalOf(company: Company, own: readonly string[]): Promise<string> {
  const line = words(company, own)
    .map((word) => `'${word}'`)
    .join(" ");
  const options = { env: environmentOf(company), maxBuffer: 2 ** 28 };
  const { stdout } = await promisify(execFile)("script", ["-qec", line, "/dev/null"], options).catch(
    (error) => error as { stdout: string },
  );
  return stdout;
}
