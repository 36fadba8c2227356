import { approve } from "../../src/history/approvals.ts";
import type { Database } from "../../src/history/database.ts";
import type { Guard } from "../../src/limits/guard.ts";
import { limitClock } from "./persona-guard.ts";

/**
 * The guard of a person who has just typed the target at the terminal: what is asked for there is approved in the
 * same step, as `gong-digest approve` would do.
 */
export function approving(guard: Guard, database: Database): Guard {
  const { approvals } = guard;
  if (!approvals) return guard;
  return {
    ...guard,
    approvals: {
      claim(wish) {
        const asked = approvals.claim(wish);
        if (asked.state === "claimed") return asked;
        const now = limitClock();
        approve(database, { id: asked.id, hash: wish.hash }, { by: "terminal", approvedAt: now, now });
        return approvals.claim(wish);
      },
    },
  };
}
