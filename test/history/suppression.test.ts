import { readFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../src/history/database.ts";
import { dueWeeks } from "../../src/history/ledger.ts";
import { countStates, settleIfFinal, troubledMessages } from "../../src/history/outbox.ts";
import {
  addSuppression,
  isSuppressed,
  removeSuppression,
  suppressionsOf,
} from "../../src/history/suppression.ts";
import { packageRoot } from "../../src/root.ts";
import { digest } from "../mail/fixture.ts";
import { claimsUnder, messagesIn, onlyMessage, storeFor } from "../support/outbox.ts";
import { fileWith } from "../support/temporary-file.ts";

let database: Database;
beforeEach(() => {
  database = openDatabase(":memory:");
});

describe("the suppression list", () => {
  it.each`
    address                | scope          | recipient              | about          | is
    ${"maria@example.com"} | ${null}        | ${"Maria@Example.com"} | ${"team 4001"} | ${true}
    ${"Maria@example.com"} | ${"team 4001"} | ${"maria@example.com"} | ${"team 4001"} | ${true}
    ${"maria@example.com"} | ${"team 4001"} | ${"maria@example.com"} | ${"company"}   | ${false}
    ${"maria@example.com"} | ${null}        | ${"lee@example.com"}   | ${"company"}   | ${false}
  `(
    "with $address for $scope on it, $recipient about $about: $is",
    ({ address, scope, recipient, about, is }) => {
      addSuppression(database, { address, scope, at: "t" });

      expect(isSuppressed(database, recipient, about)).toBe(is);
    },
  );

  it("takes an entry off again, and only that one", () => {
    addSuppression(database, { address: "a@example.com", scope: null, at: "t" });
    addSuppression(database, { address: "a@example.com", scope: "company", at: "t" });

    expect(removeSuppression(database, "A@example.com", null)).toBe(true);
    expect(removeSuppression(database, "a@example.com", null)).toBe(false);

    expect(suppressionsOf(database)).toEqual([{ address: "a@example.com", scope: "company", at: "t" }]);
  });
});

describe("a message to somebody on it", () => {
  const suppress = (address: string) => addSuppression(database, { address, scope: null, at: "t" });

  it("is set aside in the place where it would be taken for sending, and the week is told", () => {
    storeFor(database, ["maria@example.com"]);
    suppress("maria@example.com");
    const claims = claimsUnder(database);

    expect(claims.claim(onlyMessage(database), "t")).toBe("suppressed");
    expect(claims.claim(onlyMessage(database), "t")).toBe("taken");
    settleIfFinal(database, digest.week, "t");

    expect(countStates(database)).toMatchObject({ suppressed: 1, pending: 0, intent: 0 });
    expect(dueWeeks(database, digest.week)).toEqual([]);
    expect(troubledMessages(database)).toEqual([]);
  });

  it("is set aside when the mail server asks for it, had they been put there since", () => {
    storeFor(database, ["maria@example.com"]);
    const claims = claimsUnder(database);
    claims.claim(onlyMessage(database), "t");
    suppress("maria@example.com");

    expect(claims.markData(onlyMessage(database), "t")).toBe("suppressed");
    expect(countStates(database)).toMatchObject({ suppressed: 1, data: 0 });
  });

  it("is taken for sending when somebody else is on it", () => {
    storeFor(database, ["maria@example.com"]);
    suppress("lee@example.com");

    expect(claimsUnder(database).claim(onlyMessage(database), "t")).toBe("intent");
  });
});

describe("a history from before there was a list", () => {
  it("keeps its messages, digests and their states", () => {
    const path = fileWith("", "history.db");
    const old = new Sqlite(path);
    old.exec(readFileSync(join(packageRoot, "src/history/migrations/0001-history.sql"), "utf8"));
    old.exec(
      `PRAGMA user_version = 1; PRAGMA application_id = ${0x676f6e67};
       INSERT INTO digests VALUES ('2026-W45', 'company', 1, 't', '{}');
       INSERT INTO sends VALUES (7, '2026-W45', 'company', 1, 'a@example.com', '<m>', '{"from":"d@example.com"}',
         x'62', 'unknown', 'line dropped', 't');`,
    );
    old.close();

    database = openDatabase(path);

    expect(messagesIn(database)).toEqual([
      expect.objectContaining({ id: 7, recipient: "a@example.com", state: "unknown", raw: Buffer.from("b") }),
    ]);
    expect(database.pragma("foreign_key_check")).toEqual([]);
  });
});
