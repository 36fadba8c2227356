import { readFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../src/history/database.ts";
import { dueWeeks } from "../../src/history/ledger.ts";
import {
  claimMessage,
  countStates,
  messagesOf,
  settleIfFinal,
  storeMessages,
  troubledMessages,
} from "../../src/history/outbox.ts";
import {
  addSuppression,
  isSuppressed,
  removeSuppression,
  suppressionsOf,
} from "../../src/history/suppression.ts";
import { packageRoot } from "../../src/root.ts";
import { digest } from "../mail/fixture.ts";
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
  const stored = (recipient: string) => {
    storeMessages(
      database,
      new Map([["company", digest]]),
      [
        {
          week: digest.week,
          scope: "company",
          recipient,
          messageId: `<${recipient}>`,
          from: "digest@example.com",
          raw: Buffer.from("bytes"),
        },
      ],
      "t",
    );
    const [message] = messagesOf(database, digest.week);
    if (!message) throw new Error("nothing was stored");
    return message;
  };

  it("is set aside in the place where it would be taken for sending, and the week is told", () => {
    const message = stored("maria@example.com");
    addSuppression(database, { address: "maria@example.com", scope: null, at: "t" });

    expect(claimMessage(database, message, "t")).toBe("suppressed");
    expect(claimMessage(database, message, "t")).toBe("taken");
    settleIfFinal(database, digest.week, "t");

    expect(countStates(database)).toMatchObject({ suppressed: 1, pending: 0, sending: 0 });
    expect(dueWeeks(database, digest.week)).toEqual([]);
    expect(troubledMessages(database)).toEqual([]);
  });

  it("is taken for sending when somebody else is on it", () => {
    const message = stored("maria@example.com");
    addSuppression(database, { address: "lee@example.com", scope: null, at: "t" });

    expect(claimMessage(database, message, "t")).toBe("sending");
    expect(countStates(database)).toMatchObject({ sending: 1 });
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

    expect(messagesOf(database, "2026-W45")).toEqual([
      expect.objectContaining({ id: 7, recipient: "a@example.com", state: "unknown", raw: Buffer.from("b") }),
    ]);
    expect(database.pragma("foreign_key_check")).toEqual([]);
  });
});
