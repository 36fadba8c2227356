import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { openAudit } from "../../src/history/audit.ts";
import { auditKeys } from "../../src/history/audit-chain.ts";
import { verifyAudit } from "../../src/history/audit-verify.ts";

/** What the audit log adds to a call: `npm run bench:audit [-- CALLS]`, on the disk of the folder it is run in. */
const calls = Number(process.argv[2] ?? 2000);
const folder = mkdtempSync(join(resolve("."), ".bench-audit-"));
const caller = { user: "bench", persona: null, client: "cli" };

try {
  const rows: string[] = [];
  for (const payloads of [false, true]) {
    const audit = openAudit(join(folder, `${payloads}.db`), {
      now: () => new Date(),
      keys: auditKeys(Buffer.alloc(32, 1)),
      arguments: "redacted",
      payloads,
      secrets: ["an-access-key-of-gong", "a-secret-of-an-access-key"],
      onFault: (error) => {
        throw error;
      },
    });
    for (const effect of ["read", "write", "destructive"] as const) {
      const before = process.cpuUsage();
      const times = Array.from({ length: effect === "destructive" ? calls / 10 : calls }, () => {
        const started = performance.now();
        const entry = audit.begin({
          caller,
          action: "calls.list",
          route: "GET /v2/calls",
          effect,
          isIrreversible: effect === "destructive",
          arguments: { query: { fromDateTime: "2026-11-09T00:00:00Z", workspaceId: "7782342274025937895" } },
          decision: "allowed",
        });
        entry.end({
          status: "ok",
          rows: 100,
          requestId: "4al018gzaztcr8nbukw",
          requests: 1,
          response: { calls: [] },
        });
        return performance.now() - started;
      });
      const name = `${effect}${payloads ? ", with payloads" : ""}`;
      const { user, system } = process.cpuUsage(before);
      const cpu = ((user + system) / 1000 / times.length).toFixed(2);
      rows.push(`| ${name} | ${at(times, 0.5)} | ${at(times, 0.95)} | ${at(times, 0.99)} | ${cpu} |`);
    }
    if (!payloads) {
      const started = performance.now();
      const { checked, fault } = verifyAudit(audit.database, audit.path, auditKeys(Buffer.alloc(32, 1)));
      const seconds = (performance.now() - started) / 1000;
      if (fault) throw new Error(fault.what);
      process.stdout.write(`verify: ${checked} rows in ${seconds.toFixed(2)} s\n`);
    }
    audit.close();
  }
  process.stdout.write(
    `| ms added to a call | median | p95 | p99 | CPU |\n|---|---|---|---|---|\n${rows.join("\n")}\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

function at(times: readonly number[], share: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  return (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2);
}
