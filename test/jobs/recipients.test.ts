import { beforeEach, describe, expect, it } from "vitest";
import { findReaders } from "../../jobs/weekly/recipients.ts";
import { Config } from "../../src/config.ts";
import { type Database, openDatabase } from "../../src/history/database.ts";
import { saveRoster } from "../../src/history/people.ts";
import { recordWeek } from "../../src/history/record.ts";

/** Lee leads Maria, Bo and Uma; Maria leads 1 and 2, Bo leads 3 and 4, Uma leads 5 alone; Vic, without an address, 6 and 7. */
const managers: Readonly<Record<string, string | null>> = {
  "100": null,
  "200": "100",
  "300": "100",
  "400": "100",
  "500": "100",
  "1": "200",
  "2": "200",
  "3": "300",
  "4": "300",
  "5": "400",
  "6": "500",
  "7": "500",
};
const addresses: Readonly<Record<string, string>> = {
  "100": "lee@example.com",
  "200": "maria@example.com",
  "300": "bo@example.com",
  "400": "uma@example.com",
};
const week = "2026-W46";

describe("auto: managers", () => {
  let database: Database;

  beforeEach(() => {
    database = openDatabase(":memory:");
    const people = Object.entries(managers);
    saveRoster(
      database,
      people.map(([id, managerId]) => {
        const email = addresses[id] ?? null;
        return { id, name: `Person ${id}`, email, managerId, active: true, createdAt: null };
      }),
    );
    recordWeek(
      database,
      {
        week,
        timeZone: "Europe/Paris",
        sources: ["activity"],
        members: people.map(([person, teamId]) => ({ person, teamId, presence: "present" })),
        values: people.map(([person]) => [person, "callsAsHost", 5, null]),
        notes: [],
      },
      "2026-11-16T08:00:00Z",
    );
  });

  const readersOf = (...entries: readonly object[]) => {
    const { digest } = Config.parse({ digest: { recipients: entries } });
    const { readers, unknown } = findReaders(database, digest?.recipients ?? [], week);
    return {
      readers: readers.map(({ to, reach, locale }) => [to, reach.scope.kind, reach.people?.size, locale]),
      unknown,
    };
  };

  it("are all with an address and two reports or more, each about everyone below", () => {
    expect(readersOf({ auto: "managers" }).readers.toSorted()).toEqual([
      ["bo@example.com", "tree", 2, "en"],
      ["lee@example.com", "tree", 11, "en"],
      ["maria@example.com", "tree", 2, "en"],
    ]);
  });

  it("are not those who are left out, by id or by address in any case", () => {
    const { readers } = readersOf({ auto: "managers", except: ["Maria@Example.com", 300] });

    expect(readers.map(([to]) => to)).toEqual(["lee@example.com"]);
  });

  it("are only those below somebody", () => {
    const { readers } = readersOf({ auto: "managers", within: "lee@example.com", locale: "en-GB" });

    expect(readers.toSorted()).toEqual([
      ["bo@example.com", "tree", 2, "en-GB"],
      ["maria@example.com", "tree", 2, "en-GB"],
    ]);
  });

  it("get what is listed by hand for them, and no more", () => {
    const { readers } = readersOf(
      { to: "maria@example.com", scope: { person: 1 } },
      { auto: "managers", within: 100 },
    );

    expect(readers).toEqual([
      ["maria@example.com", "person", 1, "en"],
      ["bo@example.com", "tree", 2, "en"],
    ]);
  });

  it.each(["", "Bo", "bo@example.com\r\nBcc: evil@example.com", "bo@example.com, evil@example.com", "<b>@x"])(
    "are passed over with a sentence when Gong has %j as their address, and the others get theirs",
    (email) => {
      database.prepare("UPDATE people SET email = ? WHERE id = '300'").run(email);

      const { readers, unknown } = readersOf({ auto: "managers" });

      expect(readers.map(([to]) => to).toSorted()).toEqual(["lee@example.com", "maria@example.com"]);
      expect(unknown).toEqual([
        "digest.recipients.0: user 300 has no address in Gong that takes mail; no mail is made",
      ]);
    },
  );

  it("say so when nobody has the name they are to be below", () => {
    expect(readersOf({ auto: "managers", within: "nobody@example.com" })).toEqual({
      readers: [],
      unknown: [
        'digest.recipients.0: within "nobody@example.com" is nobody in Gong\'s list of users; expected a Gong user id or an address in it',
      ],
    });
  });
});
