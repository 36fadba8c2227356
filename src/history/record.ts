import { failpoint } from "../failpoint.ts";
import { metricOf, type Source } from "../metrics.ts";
import type { Member, WeekRecord } from "../pull/assemble.ts";
import type { PersonValue } from "../pull/part.ts";
import type { Database } from "./database.ts";
import { sealWeek } from "./seal.ts";
import { erasedIn } from "./tombstone.ts";

/** How many values a week got, and how many Gong has restated since it was read before. */
export type Recorded = { readonly values: number; readonly restated: number };

/**
 * Records a whole week in one transaction. The same week again replaces itself: people keep the team they had
 * when it was first read, values of sources that were not read this time stay, and every change is kept as a
 * revision with the time it was seen.
 *
 * @param seenAt ISO time of this reading
 * @param readAt ISO time at which the oldest of its answers came, where they are of several days
 */
export function recordWeek(
  database: Database,
  given: WeekRecord,
  seenAt: string,
  readAt: string = seenAt,
): Recorded {
  const record = withoutErased(database, given);
  const record_ = database.transaction((): Recorded => {
    const readBefore = sourcesReadBefore(database, record);
    saveWeek(database, record, seenAt, readAt);
    const people = keysById(database, "people");
    saveMembers(database, record, people);
    const recorded = saveValues(database, record, people, readBefore, seenAt);
    failpoint("week.recording");
    database.prepare("DELETE FROM parts WHERE week = ?").run(record.week);
    sealWeek(database, record.week);
    return recorded;
  });
  return record_.immediate();
}

/** Who was erased belongs to nobody's sums; a team that was theirs keeps its number. */
function withoutErased(database: Database, record: WeekRecord): WeekRecord {
  const { isAnybody, has, standIn } = erasedIn(database);
  if (!isAnybody) return record;
  const known = knownIds(database);
  const isLeft = (id: string): boolean => known.has(id) && !has(id);
  return {
    ...record,
    members: record.members
      .filter(({ person }) => isLeft(person))
      .map((member) => ({ ...member, teamId: member.teamId === null ? null : standIn(member.teamId) })),
    values: record.values.filter(([person]) => isLeft(person)),
  };
}

/** Somebody who was erased by their address alone is in no roster and so not known by their id. */
function knownIds(database: Database): ReadonlySet<string> {
  return new Set(database.prepare<[], string>("SELECT id FROM people").pluck().all());
}

/** Sources that an earlier reading of the week brought; what others bring now is new and no revision. */
function sourcesReadBefore(database: Database, { week, sources }: WeekRecord): ReadonlySet<Source> {
  const before = database
    .prepare<[string], { hasCalls: number; lacking: string }>(
      "SELECT has_calls AS hasCalls, lacking FROM weeks WHERE week = ?",
    )
    .get(week);
  if (!before) return new Set();
  const lacking = JSON.parse(before.lacking) as Source[];
  return new Set(
    sources.filter((source) => (source !== "calls" || before.hasCalls === 1) && !lacking.includes(source)),
  );
}

function saveWeek(
  database: Database,
  { week, timeZone, sources, notes, lacking = [] }: WeekRecord,
  seenAt: string,
  readAt: string,
): void {
  database
    .prepare(
      `INSERT INTO weeks (week, time_zone, completed_at, read_at, has_calls, notes, lacking) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (week) DO UPDATE SET time_zone = excluded.time_zone, read_at = excluded.read_at,
         has_calls = max(has_calls, excluded.has_calls), notes = excluded.notes, lacking = excluded.lacking`,
    )
    .run(
      week,
      timeZone,
      seenAt,
      readAt,
      sources.includes("calls") ? 1 : 0,
      JSON.stringify(notes),
      JSON.stringify(lacking),
    );
}

function saveMembers(
  database: Database,
  { week, members }: WeekRecord,
  people: ReadonlyMap<string, number>,
): void {
  const save = database.prepare(
    `INSERT INTO membership (week, person, team, presence) VALUES (?, ?, ?, ?)
     ON CONFLICT (week, person) DO UPDATE SET presence = excluded.presence`,
  );
  for (const { person, teamId, presence } of members satisfies readonly Member[]) {
    save.run(week, people.get(person), teamId, presence);
  }
}

function saveValues(
  database: Database,
  record: WeekRecord,
  people: ReadonlyMap<string, number>,
  readBefore: ReadonlySet<Source>,
  seenAt: string,
): Recorded {
  const { week, values } = record;
  const metrics = metricKeys(database, values);
  const old = storedValues(database, record, people, readBefore);
  const put = database.prepare(
    `INSERT INTO weekly_values (week, metric, person, value, base) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, base = excluded.base`,
  );
  const revise = database.prepare(
    "REPLACE INTO revisions (week, metric, person, seen_at, before, after) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const remove = database.prepare("DELETE FROM weekly_values WHERE week = ? AND metric = ? AND person = ?");
  let restated = 0;
  for (const [id, name, value, base] of values) {
    const [person, metric] = [people.get(id) ?? -1, metrics.get(name) ?? -1];
    const before = old.take(metric, person);
    if (before?.value === value && before.base === base) continue;
    put.run(week, metric, person, value, base);
    if (readBefore.has(metricOf(name).source) && before?.value !== value) {
      revise.run(week, metric, person, seenAt, before?.value ?? null, value);
      restated += 1;
    }
  }
  for (const [metric, person, value] of old.left()) {
    remove.run(week, metric, person);
    revise.run(week, metric, person, seenAt, value, null);
    restated += 1;
  }
  return { values: values.length, restated };
}

/** What a week had before it was read again. */
type Stored = {
  /** Looks a value up, and takes it out. */
  readonly take: (metric: number, person: number) => { value: number; base: number | null } | null;
  /** Those that nobody has taken: metric, person, value. */
  readonly left: () => Iterable<readonly [number, number, number]>;
};

/**
 * What the week has from the sources that are read again, of people in the roster; others stay as they are. A list of
 * numbers for each metric, by the person's key: a large company's week is a quarter of a million values.
 */
function storedValues(
  database: Database,
  { week, members }: WeekRecord,
  people: ReadonlyMap<string, number>,
  readBefore: ReadonlySet<Source>,
): Stored {
  let size = 0;
  for (const key of people.values()) size = Math.max(size, key + 1);
  const touched = new Uint8Array(size);
  for (const { person } of members) touched[people.get(person) ?? size] = 1;
  const known = new Map<number, { readonly values: Float64Array; readonly bases: Float64Array }>();
  const rows = database
    .prepare<[string, string]>(
      `SELECT v.metric, v.person, v.value, v.base FROM weekly_values v JOIN metrics m ON m.key = v.metric
       WHERE v.week = ? AND m.source IN (SELECT value FROM json_each(?))`,
    )
    .raw()
    .iterate(week, JSON.stringify([...readBefore])) as Iterable<[number, number, number, number | null]>;
  for (const [metric, person, value, base] of rows) {
    if (touched[person] !== 1) continue;
    const missing = () => new Float64Array(size).fill(Number.NaN);
    const own = known.get(metric) ?? { values: missing(), bases: missing() };
    known.set(metric, own);
    own.values[person] = value;
    own.bases[person] = base ?? Number.NaN;
  }
  return {
    take: (metric, person) => {
      const own = known.get(metric);
      const [value, base] = [own?.values[person] ?? Number.NaN, own?.bases[person] ?? Number.NaN];
      if (!own || Number.isNaN(value)) return null;
      own.values[person] = Number.NaN;
      return { value, base: Number.isNaN(base) ? null : base };
    },
    left: function* () {
      for (const [metric, { values }] of known) {
        for (const [person, value] of values.entries())
          if (!Number.isNaN(value)) yield [metric, person, value];
      }
    },
  };
}

/** Keys of the metrics in these values; new names of the open set get one. */
function metricKeys(database: Database, values: readonly PersonValue[]): ReadonlyMap<string, number> {
  const add = database.prepare("INSERT INTO metrics (id, source) VALUES (?, ?) ON CONFLICT DO NOTHING");
  for (const id of new Set(values.map(([, metric]) => metric))) add.run(id, metricOf(id).source);
  return keysById(database, "metrics");
}

function keysById(database: Database, table: "people" | "metrics"): ReadonlyMap<string, number> {
  const rows = database.prepare<[], { id: string; key: number }>(`SELECT id, key FROM ${table}`).all();
  return new Map(rows.map(({ id, key }) => [id, key]));
}
