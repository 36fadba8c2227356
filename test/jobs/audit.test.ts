import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exportAudit, listAudit, showAudit, verifyLog } from "../../jobs/limits/audit.ts";
import { backfill } from "../../jobs/pull/backfill.ts";
import { callTool } from "../../jobs/tools/call.ts";
import type { AuditRecord } from "../../src/history/audit-read.ts";
import { type Line, startLine } from "../support/line.ts";

let line: Line;
beforeEach(async () => {
  line = await startLine();
});
afterEach(() => line.close());

const records = (options = {}): readonly AuditRecord[] => {
  const session = line.session();
  listAudit(session, { json: true, limit: 1000, ...options });
  return JSON.parse(session.printed.join("")) as readonly AuditRecord[];
};

let putBack: () => void;
const auditFiles = (): readonly string[] =>
  readdirSync(line.folder)
    .filter((name) => name.startsWith("audit.db"))
    .map((name) => join(line.folder, name));
const file = (): string => join(line.folder, "audit.db");

describe("the log of calls", () => {
  it("has a row for a call, with its rows, its reference and how long it took", async () => {
    await callTool(line.session(), "users.list", [], { all: true, promptId: "prompt-7" });

    const [record, ...others] = records();

    expect(others).toEqual([]);
    expect(record).toMatchObject({
      persona: null,
      client: "cli",
      promptId: "prompt-7",
      action: "users.list",
      effect: "read",
      decision: "allowed",
      status: "ok",
      requestId: expect.stringMatching(/./),
      durationMs: expect.any(Number),
    });
    expect(record?.rows).toBeGreaterThan(40);
    expect(record?.user).not.toBe("");
  });

  it("has a row for what was refused, not confirmed, only shown, or failed", async () => {
    const erase = ["--email-address", "ana@example.com"];
    await expect(callTool(line.session(), "ai.askEntity", [], {})).rejects.toThrow();
    await expect(
      callTool(line.session(), "privacy.eraseByEmail", erase, { yes: true }, undefined),
    ).rejects.toThrow("Nothing was sent");
    await callTool(line.session(), "privacy.eraseByEmail", erase, { dryRun: true });
    await callTool(line.session({ accessKeySecret: "another-secret" }), "users.list", [], {});

    const seen = records().map(({ action, decision, status, failure }) => [
      action,
      decision,
      status,
      failure,
    ]);

    expect(seen.slice(-3)).toEqual([
      ["privacy.eraseByEmail", "approval-needed", "none", null],
      ["privacy.eraseByEmail", "dry-run", "none", null],
      ["users.list", "allowed", "error", "credentials"],
    ]);
    expect(readFileSync(file()).includes("ana@example.com")).toBe(false);
  });

  it("has the row of a write before its first byte leaves, and none leaves without", async () => {
    const before = line.gong.requests.length;
    const session = line.session();
    const audit = await session.audit();
    audit.database.pragma("query_only = on");

    const words = ["--email-address", "a@example.com"];
    const call = callTool(session, "privacy.eraseByEmail", words, {}, async () => "a@example.com");

    await expect(call).rejects.toThrow("audit.db");
    expect(line.gong.requests.length).toBe(before);
  });

  it("has a row per list and not per page for a backfill, under its own name", async () => {
    await backfill(line.session(), { from: "2026-W45" as never });

    const rows = records();

    expect(new Set(rows.map(({ client }) => client))).toEqual(new Set(["backfill"]));
    expect(rows.every(({ status }) => status === "ok" || status === "error")).toBe(true);
    expect(rows.some(({ requests }) => (requests ?? 0) > 1)).toBe(true);
  });
});

describe("audit verify, export and show", () => {
  it("ends with 0 and says how many rows it looked at, with 5 and which row once one was changed", async () => {
    await callTool(line.session(), "users.list", [], {});
    const whole = line.session();
    const changed = line.session();

    expect(verifyLog(whole, {})).toBe(0);
    const raw = new Sqlite(file());
    raw.exec("UPDATE entry SET time = '2020' WHERE sequence = 1");
    raw.close();

    expect(verifyLog(changed, { json: true })).toBe(5);
    expect(whole.printed.join("")).toContain("2 rows checked");
    expect(JSON.parse(changed.printed.join(""))).toMatchObject({
      ok: false,
      fault: { sequence: 1 },
      checked: 1,
    });
  });

  it.each`
    what                                            | act
    ${"all its files are deleted"}                  | ${() => undefined}
    ${"all its files are deleted and begun anew"}   | ${(call: () => Promise<unknown>) => call()}
    ${"older copies of all its files are put back"} | ${() => putBack()}
  `("finds it out when $what", async ({ act }) => {
    const call = async () => {
      const session = line.session();
      await callTool(session, "users.list", [], {});
      session.close();
    };
    await call();
    const copies = auditFiles().map((path) => [path, readFileSync(path)] as const);
    putBack = () => {
      for (const [path, bytes] of copies) writeFileSync(path, bytes);
    };
    await call();
    expect(verifyLog(line.session(), {})).toBe(0);

    for (const path of auditFiles()) rmSync(path);
    await act(call);

    const session = line.session();
    expect(verifyLog(session, { json: true })).toBe(5);
    expect(JSON.parse(session.printed.join("")).fault).toMatchObject({
      sequence: 4,
      what: expect.stringContaining("missing"),
    });
  });

  it("exports cells that no spreadsheet runs", async () => {
    process.env.GONG_DIGEST_USER = "=cmd()";
    try {
      await callTool(line.session(), "users.list", [], {});
    } finally {
      delete process.env.GONG_DIGEST_USER;
    }
    const session = line.session();

    exportAudit(session, { csv: true });

    expect(session.printed.join("").split("\n")[1]).toContain(",'=cmd(),");
  });

  it("shows a payload to who has the key, and keeps none in clear", async () => {
    process.env.GONG_DIGEST_AUDIT_KEY = "ab".repeat(32);
    try {
      const caller = line.session({ config: { audit: { payloads: "on" } } });
      await callTool(caller, "users.list", [], {});
      const session = line.session();

      showAudit(session, 1, { payload: true });

      const { payload } = JSON.parse(session.printed.join("")) as { payload: { response: unknown } };
      expect(JSON.stringify(payload)).toContain("@");
      caller.close();
      expect(readFileSync(file()).includes("emailAddress")).toBe(false);
      expect(verifyLog(line.session(), {})).toBe(0);
    } finally {
      delete process.env.GONG_DIGEST_AUDIT_KEY;
    }
  });

  it("makes no log by looking", () => {
    expect([verifyLog(line.session(), {}), existsSync(file())]).toEqual([0, false]);
    expect(dirname(file())).toBe(line.folder);
  });
});
