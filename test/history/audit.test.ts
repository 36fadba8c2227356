import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import { openAuditDatabase } from "../../src/history/audit.ts";
import { auditKeys } from "../../src/history/audit-chain.ts";
import { eraseFromAudit, keepWithin } from "../../src/history/audit-forget.ts";
import { auditPayload, auditRecords } from "../../src/history/audit-read.ts";
import { type AuditVerdict, verifyAudit } from "../../src/history/audit-verify.ts";
import { attempt, keys, open, writer } from "../support/audit.ts";

const folder = mkdtempSync(join(tmpdir(), "gong-digest-audit-"));
afterAll(() => rmSync(folder, { recursive: true }));
let logs = 0;
const newPath = (): string => {
  logs += 1;
  return join(folder, `${logs}.db`);
};

/** Six attempts of every kind, with payloads; closed, so that everything is in the one file. */
function written(options: Parameters<typeof open>[1] = { payloads: true }): string {
  const path = newPath();
  const audit = open(path, options);
  audit.begin(attempt()).end({ status: "ok", rows: 3, requestId: "r1", response: { calls: [] } });
  audit.begin(attempt({ decision: "denied", reason: "tools.writes is off", effect: "write" }));
  audit.begin(attempt({ effect: "write", promptId: "p-1" })).end({ status: "unknown", kind: "unavailable" });
  audit.begin(attempt({ effect: "destructive" }));
  audit.begin(attempt({ decision: "dry-run" }));
  audit.begin(attempt()).end({ status: "error", kind: "scope", httpStatus: 401 });
  audit.close();
  return path;
}

/** The verdict on a copy of a log after somebody changed it behind its back. */
function verdictAfter(path: string, change: (database: Sqlite.Database, copy: string) => void): AuditVerdict {
  const copy = newPath();
  for (const end of ["", ".head"]) copyFileSync(`${path}${end}`, `${copy}${end}`);
  const raw = new Sqlite(copy);
  change(raw, copy);
  raw.close();
  return verdictOn(copy);
}

function verdictOn(path: string, with_: typeof keys | null = keys): AuditVerdict {
  const database = openAuditDatabase(path);
  try {
    return verifyAudit(database, path, with_);
  } finally {
    database.close();
  }
}

const columns = [
  ["time", "'2020-01-01T00:00:00.000Z'"],
  ["kind", "'outcom'"],
  ["attempt", "4711"],
  ["facts", "replace(facts, '}', ',\"x\":1}')"],
  ["personal", "coalesce(personal, '{}') || ' '"],
  ["personal", "NULL"],
  ["salt", "x'00'"],
  ["salt", "NULL"],
  ["personal_digest", "'00'"],
  ["previous", "'s:00'"],
  ["hash", "'h:00'"],
  ["hash", "'s:00'"],
] as const;

describe("a log that somebody changed", () => {
  const path = written();
  const rows = 9;

  it("holds as it was written", () => {
    expect(verdictOn(path)).toMatchObject({
      checked: rows,
      fault: null,
      head: { sequence: rows },
      keyedFrom: 1,
    });
  });

  it.each(columns)("is found out at its row when %s becomes %s, in each row", (column, value) => {
    for (let sequence = 1; sequence <= rows; sequence += 1) {
      let isChanged = false;
      const verdict = verdictAfter(path, (database) => {
        const read = database.prepare(`SELECT ${column} FROM entry WHERE sequence = ?`).pluck();
        const before = read.get(sequence);
        database.exec(`UPDATE entry SET ${column} = ${value} WHERE sequence = ${sequence}`);
        isChanged = read.get(sequence) !== before;
      });

      expect([sequence, verdict.fault?.sequence]).toEqual([sequence, isChanged ? sequence : undefined]);
    }
  });

  it("is found out when any row is deleted, the last one too", () => {
    for (let sequence = 1; sequence <= rows; sequence += 1) {
      const verdict = verdictAfter(path, (database) =>
        database.exec(`DELETE FROM entry WHERE sequence = ${sequence}`),
      );

      expect(verdict.fault?.sequence).toBe(sequence);
    }
  });

  it("is found out when its front, its end or all of it is cut off", () => {
    for (let sequence = 1; sequence <= rows; sequence += 1) {
      const front = verdictAfter(path, (database) =>
        database.exec(`DELETE FROM entry WHERE sequence <= ${sequence}`),
      );
      const end = verdictAfter(path, (database) =>
        database.exec(
          `DELETE FROM payload WHERE entry >= ${sequence}; DELETE FROM entry WHERE sequence >= ${sequence}`,
        ),
      );

      expect(front.fault?.sequence).toBe(1);
      expect(end.fault?.sequence).toBe(sequence);
    }
  });

  it("is found out when a row is put in behind any other", () => {
    for (let sequence = 1; sequence <= rows; sequence += 1) {
      const verdict = verdictAfter(path, (database) =>
        database.exec(`
          UPDATE entry SET sequence = sequence + 1000 WHERE sequence > ${sequence};
          UPDATE entry SET sequence = sequence - 999 WHERE sequence > 1000;
          INSERT INTO entry SELECT sequence + 1, time, kind, attempt, facts, personal, salt, personal_digest, hash, hash
          FROM entry WHERE sequence = ${sequence}`),
      );

      expect(verdict.fault).not.toBeNull();
    }
  });

  it("is found out when any two rows change places", () => {
    for (let one = 1; one <= rows; one += 1) {
      for (let other = one + 1; other <= rows; other += 1) {
        const verdict = verdictAfter(path, (database) =>
          database.exec(`
            UPDATE entry SET sequence = 1000 WHERE sequence = ${one};
            UPDATE entry SET sequence = ${one} WHERE sequence = ${other};
            UPDATE entry SET sequence = ${other} WHERE sequence = 1000`),
        );

        expect(verdict.fault?.sequence).toBe(one);
      }
    }
  });

  it("is found out when a payload is changed, taken out or added", () => {
    const changes = [
      "UPDATE payload SET sealed = x'00' WHERE entry = 1",
      "DELETE FROM payload WHERE entry = 3",
      "INSERT INTO payload VALUES (9, x'00')",
      "INSERT INTO payload VALUES (99, x'00')",
    ];

    expect(
      changes.map((sql) => verdictAfter(path, (database) => database.exec(sql)).fault?.sequence),
    ).toEqual([1, 3, 9, 99]);
  });

  it("is found out when the file beside it is gone, emptied, older, or has another hash", () => {
    const lines = readFileSync(`${path}.head`, "utf8").split("\n");
    const heads = [
      null,
      "",
      `${lines.slice(0, 6).join("\n")}\n`,
      lines.join("\n").replace(/(?<=c 9 h:)../, "zz"),
      lines.join("\n").replace(/(?<=c 2 h:)../, "zz"),
    ];
    const verdicts = heads.map((text) =>
      verdictAfter(path, (_, copy) =>
        text === null ? rmSync(`${copy}.head`) : writeFileSync(`${copy}.head`, text),
      ),
    );

    expect(verdicts.map(({ fault }) => fault?.sequence)).toEqual([9, 1, 4, 9, 2]);
  });

  it("is found out with the key even when every hash was made anew without it", () => {
    const forged = written({ keys: null });

    expect(verdictOn(forged)).toMatchObject({ fault: null, keyedFrom: null });
    expect(verdictAfter(path, (_, copy) => copyFileSync(forged, copy)).fault).not.toBeNull();
    expect(verdictOn(path, auditKeys(Buffer.alloc(32, 8))).fault?.sequence).toBe(1);
    expect(verdictOn(path, null).fault?.what).toContain("GONG_DIGEST_AUDIT_KEY");
  });
});

describe("a log that goes on", () => {
  it("keeps one chain when three processes write at once", async () => {
    const path = newPath();
    open(path).close();

    const ends = await Promise.all([1, 2, 3].map(() => writer(path, 40)));

    expect(ends).toEqual([1, 2, 3].map(() => ({ code: 0, signal: null, said: "" })));
    expect(verdictOn(path)).toMatchObject({ checked: 240, fault: null });
  });

  it("holds wherever a process was ended, and goes on", async () => {
    const started = { announced: 1, written: 1, committed: 0, begun: 1, ended: 0 };
    const seen = await Promise.all(
      Object.keys(started).map(async (moment) => {
        const path = newPath();
        open(path).close();
        const { signal } = await writer(path, 3, `audit.${moment}#2`);
        const { fault } = verdictOn(path);
        const audit = open(path);
        const records = auditRecords(audit.database);
        audit.begin(attempt()).end({ status: "ok" });
        audit.close();
        const left = records.filter(({ status }) => status === "started").length;
        return [moment, { signal, fault, left, later: verdictOn(path).fault }];
      }),
    );

    expect(Object.fromEntries(seen)).toEqual(
      Object.fromEntries(
        Object.entries(started).map(([moment, left]) => [
          moment,
          { signal: "SIGKILL", fault: null, left, later: null },
        ]),
      ),
    );
  });

  it("takes out rows and payloads when their time is over, and still holds", () => {
    const path = newPath();
    let day = 1;
    const now = () => new Date(Date.UTC(2026, 0, day));
    const audit = open(path, { now, payloads: true });
    for (; day <= 20; day += 1) audit.begin(attempt()).end({ status: "ok", response: {} });

    keepWithin(audit, { days: 10, payloadDays: 5 }, { keys, now });
    const kept = auditRecords(audit.database).length;
    const payloads = [14, 16].map((each) => {
      const [record] = auditRecords(audit.database, { since: `2026-01-${each}` });
      return auditPayload(audit.database, record?.sequence ?? 0, keys) !== null;
    });
    audit.close();

    expect([kept, ...payloads]).toEqual([10, false, true]);
    expect(verdictOn(path)).toMatchObject({ fault: null, first: 21 });
    expect(
      verdictAfter(path, (database) => database.exec("DELETE FROM entry WHERE sequence = 21")).fault
        ?.sequence,
    ).toBe(21);
  });

  it("forgets a person, in the file's free pages too, and still holds", () => {
    const path = newPath();
    const audit = open(path, { payloads: true });
    audit
      .begin(attempt({ caller: { user: "canary-of-ana", persona: null, client: "cli" } }))
      .end({ status: "ok" });
    audit.begin(attempt()).end({ status: "ok" });

    const emptied = eraseFromAudit(audit, ({ user }) => user === "canary-of-ana", {
      keys,
      now: () => new Date(),
    });
    const users = auditRecords(audit.database).map(({ user }) => user);
    audit.close();

    expect([emptied, users]).toEqual([1, [null, "maria"]]);
    expect(verdictOn(path).fault).toBeNull();
    expect(readFileSync(path).includes("canary-of-ana")).toBe(false);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  it("gives payloads back with the key alone", () => {
    const path = written();
    const database = openAuditDatabase(path);

    expect(auditPayload(database, 1, keys)).toMatchObject({ response: { calls: [] } });
    expect(() => auditPayload(database, 1, auditKeys(Buffer.alloc(32, 8)))).toThrow();
    database.close();
  });

  it.each`
    effect           | isIrreversible | synced
    ${"read"}        | ${false}       | ${false}
    ${"write"}       | ${false}       | ${false}
    ${"write"}       | ${true}        | ${true}
    ${"destructive"} | ${true}        | ${true}
  `(
    "waits for the disk before and after a $effect that is irreversible: $isIrreversible",
    ({ synced, ...own }) => {
      const audit = open(newPath());
      const waits = (): boolean => audit.database.pragma("synchronous", { simple: true }) === 2;

      const entry = audit.begin(attempt(own));
      const begun = waits();
      audit.begin(attempt()).end({ status: "ok" });
      entry.end({ status: "ok" });

      expect([begun, waits()]).toEqual([synced, synced]);
      audit.close();
    },
  );

  it("does not begin what it cannot write, reads included", () => {
    const path = newPath();
    const audit = open(path);
    audit.database.pragma(`max_page_count = ${audit.database.pragma("page_count", { simple: true })}`);
    const fill = (): void => {
      for (let index = 0; index < 100; index += 1) audit.begin(attempt());
    };

    expect(fill).toThrow(expect.objectContaining({ name: "HistoryError", kind: "disk" }));
    audit.close();
    expect(verdictOn(path).fault).toBeNull();
  });
});
