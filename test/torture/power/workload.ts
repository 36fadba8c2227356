import { writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Digest } from "../../../src/digest.ts";
import type { WeekRecord } from "../../../src/pull/assemble.ts";
import type { RosterPerson } from "../../../src/pull/roster.ts";

/**
 * What is written while power may fail: weeks recorded, messages stored, claimed and settled, by the built program's own
 * functions. Every step that has come to its end is told on stdout, a line of JSON each, before the next begins.
 *
 * Usage: workload.ts FOLDER ENDING HISTORY, where FOLDER has the modules to try: `database.js` and so on
 */
const [folder = "", ending = "", history = ""] = process.argv.slice(2);

type Loaded = {
  readonly database: typeof import("../../../src/history/database.ts");
  readonly record: typeof import("../../../src/history/record.ts");
  readonly people: typeof import("../../../src/history/people.ts");
  readonly outbox: typeof import("../../../src/history/outbox.ts");
  readonly claims: typeof import("../../../src/history/claims.ts");
  readonly lease: typeof import("../../../src/history/lease.ts");
  readonly witness: typeof import("../../../src/history/witness.ts");
};

async function load(): Promise<Loaded> {
  const names = ["database", "record", "people", "outbox", "claims", "lease", "witness"] as const;
  const modules = await Promise.all(
    names.map((name) => import(pathToFileURL(join(folder, `${name}${ending}`)).href)),
  );
  return Object.fromEntries(names.map((name, at) => [name, modules[at]])) as unknown as Loaded;
}

const told = (fact: object): void => void writeSync(1, `${JSON.stringify(fact)}\n`);
const at = "2026-11-16T14:00:00.000Z";
const { database: store, record, people, outbox, claims: claiming, lease: leases, witness } = await load();

const database = store.openDatabase(history);
told({ what: "opened" });
const lease = leases.takeLease(database, history, at);
const roster = Array.from(
  { length: 8 },
  (_, index): RosterPerson => ({
    id: `${1000 + index}`,
    name: `Person ${index}`,
    email: `person-${index}@example.com`,
    managerId: index === 0 ? null : "1000",
    active: true,
    createdAt: "2020-01-01T00:00:00Z",
  }),
);
people.saveRoster(database, roster);

const weeks = ["2026-W41", "2026-W42", "2026-W43", "2026-W44", "2026-W45", "2026-W46"];
for (const [turn, each] of weeks.entries()) {
  const whole: WeekRecord = {
    week: each,
    timeZone: "America/New_York",
    sources: ["activity"],
    notes: [],
    members: roster.map(({ id }) => ({ person: id, teamId: "1000", presence: "present" })),
    values: roster.flatMap(({ id }, index) => [
      [id, "callsAsHost", turn * 10 + index, null] as const,
      [id, "callsAttended", turn + index, null] as const,
    ]),
  };
  record.recordWeek(database, whole, at);
  told({ what: "week", week: each, values: whole.values.length });
}

const week = "2026-W46";
const recipients = Array.from({ length: 4 }, (_, index) => `reader-${index}@example.com`);
const digest = { week, revision: 1, scope: { kind: "company", id: "company" } } as unknown as Digest;
outbox.storeMessages(
  database,
  new Map([["company", digest]]),
  recipients.map((recipient) => ({
    week,
    scope: "company",
    recipient,
    messageId: `<${week}.${recipient}>`,
    from: "digest@example.com",
    raw: Buffer.alloc(3_000, recipient),
  })),
  at,
);
told({ what: "stored", messages: recipients.length });
const claims = claiming.claimsOf(database, lease, witness.openWitness(history));
for (const id of outbox.pendingIds(database, { week, revision: 1 })) {
  const message = outbox.readMessage(database, id);
  claims.claim(message, at);
  told({ what: "state", id, state: "intent" });
  claims.markData(message, at);
  told({ what: "state", id, state: "data", messageId: message.messageId });
  claims.settle(message, "sent", { reply: "250 ok", at });
  told({ what: "state", id, state: "sent" });
}
outbox.settleIfFinal(database, week, at);
told({ what: "settled", week });
lease.release();
database.close();
told({ what: "closed" });
