import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { ConfigError } from "../../src/config.ts";
import { type Audit, openAudit } from "../../src/history/audit.ts";
import { type AuditKeys, auditKeys } from "../../src/history/audit-chain.ts";
import { keepWithin } from "../../src/history/audit-forget.ts";
import { newestOf, noteNewest } from "../../src/history/audit-newest.ts";
import type { Database } from "../../src/history/database.ts";
import type { Origin } from "../../src/limits/audit-log.ts";
import type { Log } from "../../src/log.ts";
import { type Environment, readSecret } from "./secret.ts";
import type { Asked, Session } from "./session.ts";
import type { Settings } from "./settings.ts";

/** Beside the history. */
export const auditPath = (settings: Settings): string => join(dirname(settings.historyPath), "audit.db");

/** The machine's clock and never `--now`: nobody may choose when they called. */
export const auditClock = (): Date => new Date();

/**
 * Opens the log of calls, after what is older than `audit.days` has been taken out of it.
 *
 * @param limits where its newest row is noted, now and when it is closed
 */
export function openAuditLog(
  settings: Settings,
  environment: Environment,
  log: Log,
  limits: Database,
): Audit {
  const { days, payloadDays, payloads, arguments: kept } = settings.config.audit;
  const keys = readAuditKeys(environment);
  if (payloads && keys === null) {
    throw new ConfigError(`audit.payloads: on needs a key to encrypt with; ${howToSetKey}`);
  }
  const audit = openAudit(auditPath(settings), {
    now: auditClock,
    keys,
    payloads,
    arguments: kept,
    secrets: secretsOf(settings, environment),
    onFault: (error) =>
      log.error("How a call to Gong ended could not be written down; audit list shows it as started", {
        why: error instanceof Error ? error.message : String(error),
      }),
  });
  try {
    keepWithin(audit, { days, payloadDays }, { keys, now: auditClock });
    noteNewest(limits, newestOf(audit.database));
    return {
      ...audit,
      close() {
        if (!audit.database.open) return;
        const newest = newestOf(audit.database);
        // On disk first: what is noted must be there.
        audit.close();
        noteNewest(limits, newest);
      },
    };
  } catch (error) {
    audit.close();
    throw error;
  }
}

/** Null where no key is set. @throws {ConfigError} when it is no key */
export function readAuditKeys(environment: Environment): AuditKeys | null {
  const text = readSecret(environment, "GONG_DIGEST_AUDIT_KEY");
  if (text === null) return null;
  if (/^[0-9a-f]{64}$/i.test(text)) return auditKeys(Buffer.from(text, "hex"));
  throw new ConfigError(
    `GONG_DIGEST_AUDIT_KEY: expected 64 hexadecimal digits, got ${text.length} characters; ${howToSetKey}`,
  );
}

const howToSetKey =
  "set GONG_DIGEST_AUDIT_KEY to what openssl rand -hex 32 prints, and keep a copy elsewhere";

/** Who calls, as far as this process can know. */
export function originOf(
  { client = "cli", persona = null, promptId, prompt }: Asked,
  environment: Environment,
): Origin {
  return { caller: { user: userOf(environment), persona, client }, promptId, prompt };
}

/** The same session, whose calls to Gong are written down under another client. */
export const asClient = <S extends Session>(session: S, client: string): S => ({
  ...session,
  gong: (asked: Asked = {}) => session.gong({ client, ...asked }),
});

function userOf({ GONG_DIGEST_USER: named }: Environment): string {
  if (named !== undefined && named !== "") return named;
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that no account has.
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}

function secretsOf(settings: Settings, environment: Environment): readonly string[] {
  const own = [
    "GONG_ACCESS_KEY",
    "GONG_ACCESS_KEY_SECRET",
    "GONG_ACCESS_TOKEN",
    ...mcpTokenNames(environment),
  ];
  const known = [...own, "GONG_DIGEST_AUDIT_KEY", "SMTP_URL"].map(
    (name) => readSecret(environment, name) ?? "",
  );
  const { password } = URL.canParse(known.at(-1) ?? "") ? new URL(known.at(-1) ?? "") : { password: "" };
  return [...known, decodeURIComponent(password), ...credentialsOf(settings)];
}

/** That of each persona, too. */
function mcpTokenNames(environment: Environment): readonly string[] {
  const names = Object.keys(environment).filter((name) => name.startsWith("GONG_DIGEST_MCP_TOKEN"));
  return [...new Set(names.map((name) => name.replace(/_FILE$/, "")))];
}

/** A call that was refused is written down without any. */
function credentialsOf(settings: Settings): readonly string[] {
  try {
    const { kind: _, ...parts } = settings.credentials();
    return Object.values(parts);
  } catch {
    return [];
  }
}
