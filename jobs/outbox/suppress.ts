import { ConfigError } from "../../src/config.ts";
import type { Database } from "../../src/history/database.ts";
import { findPerson } from "../../src/history/people.ts";
import { addSuppression, removeSuppression, suppressionsOf } from "../../src/history/suppression.ts";
import { addressOf } from "../../src/mail/address.ts";
import { scopeKey } from "../../src/mail/scope.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";

type ScopeOption = { readonly scope?: string };

/** Puts an address on the suppression list; one that is there already stays. */
export async function addSuppressed(
  session: Session,
  address: string,
  options: ScopeOption,
): Promise<ExitCode> {
  const database = await session.history();
  const entry = entryOf(database, address, options);
  const isNew = addSuppression(database, { ...entry, at: session.now().toUTC().toISO() ?? "" });
  session.log.info(
    `${entry.address} no longer gets ${entry.scope === null ? "any digest" : wordsFor(entry.scope)}${isNew ? "" : ", as before"}`,
  );
  return exitCode.done;
}

export async function removeSuppressed(
  session: Session,
  address: string,
  options: ScopeOption,
): Promise<ExitCode> {
  const database = await session.history();
  const entry = entryOf(database, address, options);
  if (removeSuppression(database, entry.address, entry.scope)) {
    session.log.info(`${entry.address} gets ${wordsFor(entry.scope)} again, from the next week on`);
    return exitCode.done;
  }
  throw new ConfigError(
    `${entry.address} is not on the suppression list for ${wordsFor(entry.scope)}; gong-digest suppress list shows what is`,
  );
}

export async function listSuppressed(
  session: Session,
  options: { readonly json?: boolean },
): Promise<ExitCode> {
  const entries = suppressionsOf(await session.history()).map((entry) => ({
    ...entry,
    scope: entry.scope?.replace(" ", ":") ?? null,
  }));
  if (options.json) {
    session.print(`${JSON.stringify({ schemaVersion: 1, suppressed: entries }, null, 2)}\n`);
    return exitCode.done;
  }
  for (const { address, scope, at } of entries) session.print(`${address}\t${scope ?? "all"}\t${at}\n`);
  if (entries.length === 0) session.log.info("Nobody is on the suppression list");
  return exitCode.done;
}

const wordsFor = (scope: string | null): string =>
  scope === null ? "every digest" : `the digest of ${scope.replace(" ", ":")}`;

function entryOf(
  database: Database,
  address: string,
  { scope }: ScopeOption,
): { address: string; scope: string | null } {
  return {
    address: addressOf(address, "the address").address,
    scope: scope === undefined ? null : scopeOf(database, scope),
  };
}

/** The outbox's name of a scope that was typed. Somebody unknown is a typing error, which would unsubscribe nobody. */
function scopeOf(database: Database, typed: string): string {
  if (typed === "company") return scopeKey({ kind: "company", id: "company", name: "" });
  const [, kind, wanted = ""] = /^(team|tree|person):(.+)$/.exec(typed) ?? [];
  if (kind !== "team" && kind !== "tree" && kind !== "person") {
    throw new ConfigError(
      `--scope: got ${JSON.stringify(typed)}, expected company, team:ID, tree:ID or person:ID`,
    );
  }
  const person = findPerson(database, wanted);
  if (person !== null) return scopeKey({ kind, id: person.id, name: "" });
  throw new ConfigError(
    `--scope: ${JSON.stringify(wanted)} is nobody in Gong's list of users, expected a Gong user id or an address in it`,
  );
}
