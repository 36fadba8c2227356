import type { Database } from "./database.ts";
import { erasedIn } from "./tombstone.ts";

/** An address that is mailed no more: about one scope, as the outbox names it, or about any. */
export type Suppression = { readonly address: string; readonly scope: string | null; readonly at: string };

/** @returns false when it was there already, or is that of somebody who was erased, whom nothing is sent to anyway */
export function addSuppression(database: Database, { address, scope, at }: Suppression): boolean {
  if (erasedIn(database).has(address)) return false;
  const { changes } = database
    .prepare("INSERT INTO suppressions (address, scope, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
    .run(address.toLowerCase(), scope ?? "", at);
  return changes === 1;
}

/** Takes exactly this entry away, not those of other scopes. @returns false when there was none */
export function removeSuppression(database: Database, address: string, scope: string | null): boolean {
  const { changes } = database
    .prepare("DELETE FROM suppressions WHERE address = ? AND scope = ?")
    .run(address.toLowerCase(), scope ?? "");
  return changes === 1;
}

/** Every entry, by address. */
export function suppressionsOf(database: Database): readonly Suppression[] {
  return database
    .prepare<[], Suppression>(
      "SELECT address, nullif(scope, '') AS scope, at FROM suppressions ORDER BY address, scope",
    )
    .all();
}

/** Is this recipient not to be mailed about this scope? Letters of any case are the same address; who was erased never is. */
export function isSuppressed(database: Database, recipient: string, scope: string): boolean {
  const found = database
    .prepare<[string, string], 1>("SELECT 1 FROM suppressions WHERE address = ? AND scope IN ('', ?)")
    .pluck()
    .get(recipient.toLowerCase(), scope);
  return found === 1 || erasedIn(database).has(recipient);
}
