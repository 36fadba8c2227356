import { rmSync } from "node:fs";
import { openDatabase } from "../../src/history/database.ts";
import { saveFact } from "../../src/history/ledger.ts";
import { saveRoster } from "../../src/history/people.ts";
import { recordWeek } from "../../src/history/record.ts";
import { metrics } from "../../src/metrics.ts";
import type { PersonValue } from "../../src/pull/part.ts";
import { endOfWeek, type Week, weeksFrom } from "../../src/week.ts";

/** How large a history is to be made, and where. */
export type Wanted = {
  readonly path: string;
  readonly people: number;
  readonly from: Week;
  readonly to: Week;
};

const timeZone = "Europe/Paris";

/** People in a team, its manager among those of the team above. */
const perTeam = 9;

/**
 * A history in which everybody has a value of every metric in every week, through the product's own recording: teams
 * of nine, each person with a level and a way of their own. The same each time.
 *
 * @returns seconds that recording took
 */
export function makeHistory({ path, people, from, to }: Wanted): number {
  for (const end of ["", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
  const database = openDatabase(path);
  const chance = randomNumbers(7);
  const ids = Array.from({ length: people }, (_, index) => String(4_000_000_000_000 + index));
  const managerOf = (index: number): string | null =>
    index === 0 ? null : (ids[Math.floor((index - 1) / perTeam)] ?? null);
  saveFact(database, "timeZone", timeZone);
  saveRoster(
    database,
    ids.map((id, index) => ({
      id,
      name: `Person ${index}`,
      email: `p${index}@example.com`,
      managerId: managerOf(index),
      active: true,
      createdAt: null,
    })),
  );
  const levels = ids.map(() => 0.3 + 1.4 * chance());
  const started = performance.now();
  for (const week of weeksFrom(from, to)) {
    const values = ids.flatMap((id, index): PersonValue[] => {
      const planted = week === to ? plantedFactor(index) : 1;
      const calls = Math.round(12 * (levels[index] ?? 1) * (0.6 + 0.8 * chance()) * planted);
      return metrics.flatMap(({ id: metric, kind, across, base }): PersonValue[] => {
        if (metric === "callsAsHost") return [[id, metric, calls, null]];
        if (kind === "count") return [[id, metric, Math.floor(calls * chance() ** 3), null]];
        if (across === "sum") return [[id, metric, calls * (0.4 + 0.2 * chance()), null]];
        if (calls === 0 || base === undefined) return [];
        const value =
          kind === "ratio" ? 0.3 + 0.3 * chance() : kind === "score" ? 1 + 4 * chance() : 60 + 900 * chance();
        return [[id, metric, value, calls]];
      });
    });
    const members = ids.map((person, index) => ({
      person,
      teamId: managerOf(index),
      presence: "present" as const,
    }));
    recordWeek(
      database,
      {
        week,
        timeZone,
        sources: ["activity", "interaction", "scorecards", "calls"],
        members,
        values,
        notes: [],
      },
      endOfWeek(week, timeZone).plus({ hours: 8 }).toUTC().toISO() ?? "",
    );
  }
  const seconds = (performance.now() - started) / 1000;
  database.close();
  return seconds;
}

/** In the last week five teams do a fifth of what they usually do, and forty people three times as much. */
function plantedFactor(index: number): number {
  const team = Math.floor((index - 1) / perTeam);
  if (team % 200 === 7) return 0.2;
  return index % 250 === 3 ? 3 : 1;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
