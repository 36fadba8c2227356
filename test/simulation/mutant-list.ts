import type { Invariant } from "./invariants.ts";

/** A program with one guard taken out, which the simulation must find to be wrong. */
export type Mutant = {
  readonly name: string;
  /** What it must be found by, one of these. */
  readonly breaks: readonly Invariant[];
  /** Text that stands once in the file, and what stands there instead. */
  readonly changes: readonly (readonly [file: string, from: string, to: string])[];
};

export const mutants: readonly Mutant[] = [
  {
    name: "no mark when the mail server asks for the message",
    breaks: ["I3", "I5"],
    changes: [
      [
        "src/history/claims.ts",
        "SET state = 'data', asked = asked + 1",
        "SET state = 'intent', asked = asked + 1",
      ],
    ],
  },
  {
    name: "a mail that may have gone out is sent again in spite of hold",
    breaks: ["I3", "I5"],
    changes: [["jobs/weekly/tell-week.ts", 'resends ? "pending" : "unknown"', '"pending"']],
  },
  {
    name: "an unknown answer is taken for a refusal to take it now",
    breaks: ["I3", "I5"],
    changes: [["jobs/weekly/deliver.ts", 'unknown: "unknown",', 'unknown: "pending",']],
  },
  {
    name: "a clock that was set back is believed",
    breaks: ["I9"],
    changes: [["jobs/weekly/recorded-run.ts", "refuseEarlierClock(database, session.now());", "{}"]],
  },
  {
    name: "no lock",
    breaks: ["I9"],
    changes: [["src/history/lock.ts", 'lock.exec("BEGIN EXCLUSIVE");', ""]],
  },
  {
    name: "no lock, nobody who minds, and no compare-and-set",
    breaks: ["I3", "I5"],
    changes: [
      ["src/history/lock.ts", 'lock.exec("BEGIN EXCLUSIVE");', ""],
      ["test/simulation/steps.ts", 'if (second !== "list" && !isRefused)', "if (second === null)"],
      ["src/history/claims.ts", "state = 'pending' AND ? = (SELECT epoch FROM lease)", "? IS NOT NULL"],
      [
        "src/history/claims.ts",
        "AND state = 'intent' AND owner = ? AND epoch = ?`",
        "AND (? IS NOT NULL OR ? IS NOT NULL)`",
      ],
    ],
  },
  {
    name: "what an older history does not know is not asked of the witness",
    breaks: ["I3"],
    changes: [["src/history/claims.ts", "witness.asked(messageId) > (askedBefore.get(id) ?? 0)", "false"]],
  },
  {
    name: "who unsubscribes before the mail server asks is mailed",
    breaks: ["I8"],
    changes: [
      [
        "src/history/claims.ts",
        'if (isSuppressed(database, recipient, scope)) {\n          return aside.run("suppressed", suppressedReply, at, id, "intent"',
        'if (isSuppressed(database, recipient, scope) && epoch < 0) {\n          return aside.run("suppressed", suppressedReply, at, id, "intent"',
      ],
    ],
  },
  {
    name: "weeks in a gap are not passed over",
    breaks: ["I1"],
    changes: [["src/history/outbox.ts", "passOver(database, week, at);", ""]],
  },
  {
    name: "weeks of 168 hours",
    breaks: ["I2"],
    changes: [
      [
        "src/week.ts",
        "return startOfWeek(addWeeks(week, 1), zone);",
        "return startOfWeek(week, zone).plus({ hours: 168 });",
      ],
    ],
  },
  {
    name: "a week is whole with any of its sources",
    breaks: ["I2"],
    changes: [
      [
        "jobs/pull/pull-weeks.ts",
        "sourcesOf(week, calls).every((source)",
        "sourcesOf(week, calls).some((source)",
      ],
    ],
  },
  {
    name: "a mail that was put off ends a run with 0",
    breaks: ["I9"],
    changes: [
      ["jobs/weekly/deliver.ts", "return sent > 0 ? exitCode.partlySent : exitCode.notSent;", "return 0;"],
    ],
  },
  {
    name: "what a killed run was about to send stays as it is",
    breaks: ["I7", "I9"],
    changes: [["src/history/claims.ts", 'move("intent", "pending"', 'move("intent", "intent"']],
  },
];
