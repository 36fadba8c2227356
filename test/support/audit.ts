import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Audit, type AuditOptions, openAudit } from "../../src/history/audit.ts";
import { auditKeys } from "../../src/history/audit-chain.ts";
import type { Attempt } from "../../src/limits/audit-log.ts";

export const auditKey = Buffer.alloc(32, 7);
export const keys = auditKeys(auditKey);

export function attempt(own: Partial<Attempt> = {}): Attempt {
  return {
    caller: { user: "maria", persona: null, client: "cli" },
    action: "calls.list",
    route: "GET /v2/calls",
    effect: "read",
    arguments: { query: { fromDateTime: "2026-11-09T00:00:00Z", workspaceId: "77" } },
    decision: "allowed",
    ...own,
  };
}

export function open(path: string, options: Partial<AuditOptions> = {}): Audit {
  return openAudit(path, {
    now: () => new Date(),
    keys,
    arguments: "redacted",
    payloads: false,
    secrets: [],
    onFault: (error) => {
      throw error;
    },
    ...options,
  });
}

/** Runs `audit-writer.ts` to its end. */
export function writer(
  path: string,
  count: number,
  failpoint?: string,
): Promise<{ readonly signal: NodeJS.Signals | null; readonly code: number | null; readonly said: string }> {
  const script = join(import.meta.dirname, "audit-writer.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, path, String(count)], {
    env: { ...process.env, ...(failpoint ? { GONG_DIGEST_FAILPOINT: failpoint } : {}) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (part: Buffer) => {
    said += part.toString();
  });
  return new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal, said })));
}
