import { randomUUID } from "node:crypto";
import type { Database } from "./database.ts";
import { asHistoryError } from "./error.ts";
import { unsynced } from "./unsynced.ts";

/**
 * The pace that all processes on one history keep together: a second that the weekly job has used is used for the
 * command line and for `mcp` too, since Gong counts the company.
 *
 * A departure is given for good, in order of asking; a process that is killed before it leaves one second short.
 *
 * @param limits as `openLimits` gives it
 * @param now the machine's clock, milliseconds since 1970; never `--now`, by which two processes could disagree
 */
export function sharedPace(
  limits: Database,
  now: () => number,
): {
  reserve(capacity: number, windowMs: number): number;
  close(forMs: number): void;
} {
  const own = randomUUID();
  type Before = { readonly count: number; readonly oldest: number | null; readonly others: number | null };
  const before = limits.prepare<[string, number], Before>(
    `SELECT count(*) AS count, min(at_ms) AS oldest, sum(owner <> ?) AS others
     FROM (SELECT at_ms, owner FROM departures ORDER BY at_ms DESC LIMIT ?)`,
  );
  const newest = limits.prepare<[], number | null>("SELECT max(at_ms) FROM departures").pluck();
  const closed = limits.prepare<[number], number>("SELECT until_ms FROM closure WHERE at_ms <= ?").pluck();
  const add = limits.prepare<[number, string]>("INSERT INTO departures (at_ms, owner) VALUES (?, ?)");
  const forgetBefore = limits.prepare<[number]>("DELETE FROM departures WHERE at_ms < ?");
  const forget = limits.prepare("DELETE FROM departures");
  const close = limits.prepare<[number, number]>(
    `INSERT INTO closure (id, until_ms, at_ms) VALUES (1, ?, ?)
     ON CONFLICT (id) DO UPDATE SET until_ms = excluded.until_ms, at_ms = excluded.at_ms
     WHERE excluded.until_ms > until_ms OR at_ms > excluded.at_ms`,
  );
  const reserve = limits.transaction((capacity: number, windowMs: number): number => {
    const at = now();
    // A clock that was set back leaves departures that are yet to come, and must not hold anybody up for them.
    if ((newest.get() ?? 0) > at + longestQueueMs) forget.run();
    const { count, oldest, others } = before.get(own, capacity) ?? nobody;
    const isFull = count === capacity && oldest !== null;
    const free = isFull ? oldest + windowMs + (others === 0 ? 0 : transitMs) : 0;
    const departure = Math.ceil(Math.max(at, free, closed.get(at) ?? 0));
    add.run(departure, own);
    if (isFull) forgetBefore.run(oldest);
    return departure;
  });
  const told = <T>(act: () => T): T => {
    try {
      return unsynced(limits, act);
    } catch (error) {
      throw asHistoryError(error, limits.name);
    }
  };
  return {
    reserve: (capacity, windowMs) => told(() => Math.max(0, reserve.immediate(capacity, windowMs) - now())),
    close: (forMs) => {
      told(() => close.run(Math.ceil(now() + forMs), now()));
    },
  };
}

const nobody = { count: 0, oldest: null, others: null };

/**
 * The longest that another client's request is taken to be on its way to Gong, the opening of a connection included;
 * of its own, a client that is alone knows more.
 */
const transitMs = 200;

/** More departures than these minutes hold are never asked for at a time. */
const longestQueueMs = 600_000;
