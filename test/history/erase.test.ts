import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../src/history/database.ts";
import { eraseFrom } from "../../src/history/erase.ts";
import { beginErasure, forgetSubject, keepErased, sharesName, subjectOf } from "../../src/history/erasure.ts";
import { saveMute } from "../../src/history/feedback.ts";
import { importRows } from "../../src/history/import.ts";
import { saveFact } from "../../src/history/ledger.ts";
import { listPeople, saveRoster } from "../../src/history/people.ts";
import { addSuppression, isSuppressed, suppressionsOf } from "../../src/history/suppression.ts";
import { erasedIn, tombstoneFile } from "../../src/history/tombstone.ts";
import { verifyHistory } from "../../src/history/verify.ts";
import { temporaryFolder } from "../support/folder.ts";
import { readAgain } from "../support/made-history.ts";
import { messagesIn, storeFor } from "../support/outbox.ts";

const at = "2026-10-19T08:00:00.000Z";
const ana = { id: "700000000001", name: "Ana Lima", email: "Ana@Bücher.example", managerId: "700000000009" };
const bob = { id: "700000000002", name: "Bob Ray", email: "bob@example.com", managerId: "700000000001" };
const boss = { id: "700000000009", name: "Cleo Fox", email: "cleo@example.com", managerId: null };
const roster = [ana, bob, boss].map((person) => ({ ...person, active: true, createdAt: null }));

describe("erasing a person from a history", () => {
  let path: string;
  let database: Database;
  const erase = (subject = subjectOf(database, { email: "ana@bücher.example" })): void => {
    beginErasure(database, path, subject, at);
    eraseFrom(database, subject, { at });
    forgetSubject(database, subject);
  };
  beforeEach(() => {
    path = join(temporaryFolder(), "history.db");
    database = openDatabase(path);
    saveFact(database, "timeZone", "Europe/Paris");
    saveRoster(database, roster);
    for (const week of ["2026-W40", "2026-W41"]) readAgain(database, week, { [ana.id]: 5, [bob.id]: 7 }, at);
  });

  it.each`
    wanted
    ${{ email: "ana@bücher.example" }}
    ${{ email: "ANA+x@XN--BCHER-KVA.example" }}
    ${{ email: "Somebody <ana@bücher.example>" }}
    ${{ person: "700000000001" }}
    ${{ person: "ana  lima" }}
  `("finds them by $wanted", ({ wanted }) => {
    expect(subjectOf(database, wanted)).toEqual({
      ids: [ana.id],
      addresses: ["ana@xn--bcher-kva.example"],
      names: ["Ana Lima"],
    });
  });

  it("asks for an id where two people have the name, and does not seek that name afterwards", () => {
    saveRoster(database, [
      { ...roster[1], id: "700000000003", name: "ana lima", email: "al@example.com" } as never,
    ]);

    expect(() => subjectOf(database, { person: "Ana Lima" })).toThrow(/2 people have this name/);
    expect(sharesName(database, subjectOf(database, { person: ana.id }))).toBe(true);
  });

  it("takes their rows, renames their team and leaves each week whole", () => {
    const before = database.prepare("SELECT count(*) FROM weekly_values").pluck().get();

    erase();

    expect(listPeople(database).map(({ name }) => name)).toEqual(["Bob Ray", "Cleo Fox"]);
    expect([before, database.prepare("SELECT count(*) FROM weekly_values").pluck().get()]).toEqual([4, 2]);
    expect(listPeople(database)[0]?.managerId).toBe(erasedIn(database).standIn(ana.id));
    expect(verifyHistory(path).faults).toEqual([]);
  });

  it("lets nothing of theirs in again", () => {
    erase();

    saveRoster(database, roster);
    readAgain(database, "2026-W42", { [ana.id]: 5, [bob.id]: 7 }, at);
    const header = ["week", "level", "entity_id", "team_id", "metric", "value"];
    const rows = [
      header,
      ["2026-W30", "person", ana.id, ana.id, "callsAsHost", "3"],
      ["2026-W30", "person", bob.id, ana.id, "callsAsHost", "3"],
    ];
    importRows(database, rows, { timeZone: "Europe/Paris", at });
    storeFor(database, ["ana+digest@bücher.example", "bob@example.com"]);
    addSuppression(database, { address: "ana@bücher.example", scope: null, at });

    expect(database.prepare("SELECT count(*) FROM people WHERE id = ?").pluck().get(ana.id)).toBe(0);
    expect(database.prepare("SELECT count(*) FROM membership WHERE team = ?").pluck().get(ana.id)).toBe(0);
    expect(messagesIn(database).map(({ recipient }) => recipient)).toEqual(["bob@example.com"]);
    expect(suppressionsOf(database)).toEqual([]);
  });

  it("keeps who unsubscribed unsubscribed", () => {
    addSuppression(database, { address: "ana@bücher.example", scope: null, at });

    erase();

    expect(suppressionsOf(database)).toEqual([]);
    expect(isSuppressed(database, "Ana@Bücher.example", "company")).toBe(true);
    expect(isSuppressed(database, "bob@example.com", "company")).toBe(false);
  });

  it("never sends a mail that names them, and keeps of those that left who got them", () => {
    storeFor(database, ["bob@example.com", "cleo@example.com", "ana@bücher.example"], {
      raw: `x ${Buffer.from("Ana Lima: calls hosted below").toString("base64")}`,
    });
    database.prepare("UPDATE sends SET state = 'sent' WHERE recipient = 'cleo@example.com'").run();

    erase();

    expect(messagesIn(database).map(({ recipient, state, raw }) => [recipient, state, raw.length])).toEqual([
      ["bob@example.com", "expired", 0],
      ["cleo@example.com", "sent", 0],
    ]);
  });

  it("rewrites what names them among others", () => {
    const subject = { level: "person", id: bob.id, metric: null, withPeople: false } as const;
    const mute = { subject, firstWeek: "2026-W40", lastWeek: "2026-W44", by: "ana@bücher.example", at };
    saveMute(database, { ...mute, reason: "Ana Lima covers for him" });
    saveMute(database, { ...mute, subject: { ...subject, id: ana.id }, reason: "on leave" });

    erase();

    expect(database.prepare("SELECT reason, told_by FROM mutes").all()).toEqual([
      { reason: "[erased] covers for him", told_by: "[erased]" },
    ]);
  });

  it("changes nothing when it only counts", () => {
    const removed = eraseFrom(database, subjectOf(database, { person: ana.id }), { isDry: true, at });

    expect(removed).toMatchObject({ people: 1, "weekly values": 2, "weeks of membership": 2 });
    expect(listPeople(database)).toHaveLength(3);
  });

  it("is done again in an older copy, by the notes beside it, which name nobody", () => {
    erase();
    const notes = readFileSync(tombstoneFile(path), "utf8");
    const copy = openDatabase(`${path}.copy.db`);
    saveRoster(copy, roster);

    expect(keepErased(copy, path, at)).toBe(1);

    for (const each of [ana.id, ana.name, ana.email]) expect(notes).not.toContain(each);
    expect(listPeople(copy).map(({ name }) => name)).toEqual(["Bob Ray", "Cleo Fox"]);
    expect(keepErased(copy, path, at)).toBe(0);
  });
});
