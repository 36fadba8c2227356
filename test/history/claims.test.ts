import { writeFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../src/history/database.ts";
import { countStates, type SendState } from "../../src/history/outbox.ts";
import { witnessName } from "../../src/history/place.ts";
import { openWitness, type Witness } from "../../src/history/witness.ts";
import { claimsUnder, onlyMessage, storeFor } from "../support/outbox.ts";
import { fileWith } from "../support/temporary-file.ts";

let database: Database;
const state = (): SendState => onlyMessage(database).state;
const answer = { reply: "250 ok", at: "t" };

beforeEach(() => {
  database = openDatabase(":memory:");
  storeFor(database, ["ana@example.com"]);
});

describe("a message", () => {
  it("goes from pending to intent to data to sent, a step each", () => {
    const claims = claimsUnder(database);
    const states = [state()];
    claims.claim(onlyMessage(database), "t");
    states.push(state());
    claims.markData(onlyMessage(database), "t");
    states.push(state());
    claims.settle(onlyMessage(database), "sent", answer);

    expect([...states, state()]).toEqual(["pending", "intent", "data", "sent"]);
  });

  it("is claimed once, whoever asks", () => {
    const one = claimsUnder(database);
    const message = onlyMessage(database);

    expect(one.claim(message, "t")).toBe("intent");
    expect(one.claim(message, "t")).toBe("taken");
    expect(claimsUnder(database).claim(message, "t")).toBe("taken");
  });
});

describe("two processes that both believe to have the history", () => {
  it("cannot both send: the earlier one claims no more", () => {
    const earlier = claimsUnder(database);
    claimsUnder(database);

    expect(earlier.claim(onlyMessage(database), "t")).toBe("taken");
  });

  it("cannot both send: what the earlier one was about to send is the later one's after its recovery", () => {
    const earlier = claimsUnder(database);
    earlier.claim(onlyMessage(database), "t");
    const later = claimsUnder(database);
    later.recover("unknown", "t");
    expect(later.claim(onlyMessage(database), "t")).toBe("intent");

    expect(earlier.markData(onlyMessage(database), "t")).toBe("taken");
    expect(later.markData(onlyMessage(database), "t")).toBe("data");
  });

  it("lose no answer: the earlier one may still say what became of what it sent", () => {
    const earlier = claimsUnder(database);
    earlier.claim(onlyMessage(database), "t");
    earlier.markData(onlyMessage(database), "t");
    claimsUnder(database).recover("unknown", "t");
    expect(state()).toBe("unknown");

    expect(earlier.settle(onlyMessage(database), "sent", answer)).toBe(true);
    expect(state()).toBe("sent");
  });
});

describe("recovery", () => {
  it.each`
    left        | unknownTo    | becomes
    ${"intent"} | ${"unknown"} | ${"pending"}
    ${"data"}   | ${"unknown"} | ${"unknown"}
    ${"data"}   | ${"pending"} | ${"pending"}
    ${"intent"} | ${"pending"} | ${"pending"}
  `("of a message left at $left, what may be out to $unknownTo: $becomes", ({ left, unknownTo, becomes }) => {
    const dead = claimsUnder(database);
    dead.claim(onlyMessage(database), "t");
    if (left === "data") dead.markData(onlyMessage(database), "t");

    claimsUnder(database).recover(unknownTo, "t");

    expect(state()).toBe(becomes);
  });

  it("leaves alone what is its own", () => {
    const claims = claimsUnder(database);
    claims.claim(onlyMessage(database), "t");

    expect(claims.recover("unknown", "t")).toEqual({ unsent: 0, unknown: 0 });
    expect(state()).toBe("intent");
  });
});

describe("a history that was put back from an older copy", () => {
  const sendAll = (witness: Witness, outcome: "sent" | "unknown") => {
    const claims = claimsUnder(database, witness);
    claims.claim(onlyMessage(database), "t");
    claims.markData(onlyMessage(database), "t");
    claims.settle(onlyMessage(database), outcome, answer);
  };

  it.each(["sent", "unknown"] as const)("does not send again what the witness knows was %s", (outcome) => {
    const path = fileWith("", "history.db");
    sendAll(openWitness(path), outcome);
    database = openDatabase(":memory:");
    storeFor(database, ["ana@example.com"]);

    expect(claimsUnder(database, openWitness(path)).claim(onlyMessage(database), "t")).toBe("told");
    expect(countStates(database)).toMatchObject({ [outcome]: 1, pending: 0 });
  });

  it("sends what the mail server had put off, since its own history knows of that", () => {
    const path = fileWith("", "history.db");
    const claims = claimsUnder(database, openWitness(path));
    claims.claim(onlyMessage(database), "t");
    claims.markData(onlyMessage(database), "t");
    claims.settle(onlyMessage(database), "pending", { reply: "451 later", at: "t" });

    expect(claimsUnder(database, openWitness(path)).claim(onlyMessage(database), "t")).toBe("intent");
  });

  it("reads past a note that a power cut left half written", () => {
    const path = fileWith("", "history.db");
    writeFileSync(witnessName(path), "asked <1>\nsent <1>\nask");
    openWitness(path).noteAsked("<2>");

    const again = openWitness(path);
    expect([again.isSent("<1>"), again.asked("<2>")]).toEqual([true, 1]);
  });
});
