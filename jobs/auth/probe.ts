import type { Action } from "../../src/gong/action.ts";
import { actions } from "../../src/gong/actions.ts";
import type { Gong } from "../../src/gong/client.ts";
import { GongError } from "../../src/gong/error.ts";
import { exampleOf } from "../../src/tools/example.ts";
import { inputOf } from "../../src/tools/input.ts";
import { keyGuard } from "../session/job-guard.ts";
import type { Session } from "../session/session.ts";

export type Usable = "yes" | "no" | "unknown";

/**
 * One action for each scope that can be tried without changing anything and for nothing: the one that needs least.
 * Ids in its input are made up.
 */
export function probes(): readonly Action[] {
  const bySize = actions
    .filter(({ effect, cost, upload }) => effect === "read" && cost === undefined && upload === undefined)
    .toSorted((a, b) => sizeOf(a) - sizeOf(b));
  const byScope = new Map<string, Action>();
  for (const action of bySize) if (!byScope.has(action.scope)) byScope.set(action.scope, action);
  return [...byScope.values()];
}

/** @throws {GongError} `credentials` when Gong does not take the key at all */
export async function probeScopes(session: Session): Promise<ReadonlyMap<string, Usable>> {
  const guard = keyGuard(session.baseUrl());
  const gong = await session.gong({ client: "auth", guard });
  const found = new Map<string, Usable>();
  for (const action of probes()) found.set(action.scope, await tried(gong, action));
  return found;
}

const sizeOf = (action: Action): number => JSON.stringify(exampleOf(action)).length;

/** What was asked for is not there: Gong has looked, so it was allowed. */
async function tried(gong: Gong, action: Action): Promise<Usable> {
  try {
    await gong.call(action, inputOf(action, exampleOf(action)));
    return "yes";
  } catch (error) {
    if (!(error instanceof GongError)) throw error;
    if (error.kind === "credentials" && error.status !== 403) throw error;
    if (error.kind === "scope" || error.status === 403) return "no";
    return error.status === 404 || error.kind === "contract" ? "yes" : "unknown";
  }
}
