import { Caught, type Context, type Part } from "./part.ts";
import { copyOf, type Patch } from "./program.ts";

/** A fault made into the program on purpose, which the torture must find: one that it misses makes it blind there. */
export type Mutant = {
  readonly name: string;
  readonly patches: readonly Patch[];
  /** Parts that are to find it, tried in this order. */
  readonly parts: readonly string[];
};

export const mutants: readonly Mutant[] = [
  {
    name: "synchronous NORMAL",
    patches: [
      { file: "src/history/database.js", from: "synchronous: 2", to: "synchronous: 1" },
      { file: "src/history/unsynced.js", from: "synchronous = FULL", to: "synchronous = NORMAL" },
    ],
    parts: ["power"],
  },
  {
    name: "no lock",
    patches: [{ file: "src/history/lock.js", from: 'lock.exec("BEGIN EXCLUSIVE");', to: "" }],
    parts: ["many"],
  },
  {
    name: "no compare-and-set",
    patches: [
      {
        file: "src/history/claims.js",
        from: "WHERE id = ? AND state = 'intent' AND owner = ? AND epoch = ?",
        to: "WHERE id = ? AND ? IS NOT NULL AND ? IS NOT NULL",
      },
    ],
    parts: ["lease"],
  },
  {
    name: "no mark at 354",
    patches: [{ file: "src/mail/send.js", from: /^ +onDataStart\(\);$/m, to: "" }],
    parts: ["mail"],
  },
  {
    name: "weeks of 168 hours",
    patches: [
      {
        file: "src/week.js",
        from: "return startOfWeek(addWeeks(week, 1), zone);",
        to: "return startOfWeek(week, zone).plus({ hours: 168 });",
      },
    ],
    parts: ["calendar"],
  },
  {
    name: "recovery sends again what may have gone out",
    patches: [
      { file: "src/history/claims.js", from: 'move("data", unknownTo,', to: 'move("data", "pending",' },
    ],
    parts: ["mail"],
  },
  {
    name: "a connection that breaks in the mail counts as not sent",
    patches: [
      {
        file: "src/mail/send.js",
        from: /if \(dataStarted\)\s+return \{ state: "unknown"/,
        to: 'if (false) return { state: "unknown"',
      },
    ],
    parts: ["mail"],
  },
  {
    name: "a week is recorded when one of its sources is there",
    patches: [
      {
        file: "jobs/pull/pull-weeks.js",
        from: "return sourcesOf(week, calls).every(",
        to: "return sourcesOf(week, calls).some(",
      },
    ],
    parts: ["many", "points"],
  },
  {
    name: "a week is recorded outside a transaction",
    patches: [
      {
        file: "src/history/record.js",
        from: "const record_ = database.transaction(() => {",
        to: "const record_ = ((step) => ({ immediate: step }))(() => {",
      },
    ],
    parts: ["syscalls", "random"],
  },
  {
    name: "no witness beside the history",
    patches: [
      {
        file: "src/history/claims.js",
        from: "witness !== null && witness.asked(messageId) > (askedBefore.get(id) ?? 0)",
        to: "false",
      },
    ],
    parts: ["lease"],
  },
  {
    name: "mails that are not sent end with 0",
    patches: [
      {
        file: "jobs/weekly/deliver.js",
        from: "return sent > 0 ? exitCode.partlySent : exitCode.notSent;",
        to: "return exitCode.done;",
      },
    ],
    parts: ["mail"],
  },
  {
    name: "a clock that was set back is believed",
    patches: [
      {
        file: "jobs/weekly/recorded-run.js",
        from: "refuseEarlierClock(database, session.now());",
        to: "void 0;",
      },
    ],
    parts: ["calendar"],
  },
  {
    name: "every certificate is believed when Node is told so",
    patches: [
      {
        file: "jobs/session/settings.js",
        from: 'if (environment.NODE_TLS_REJECT_UNAUTHORIZED !== "0")',
        to: "if (true)",
      },
      { file: "src/gong/exchange.js", from: "rejectUnauthorized: true", to: "" },
    ],
    parts: ["gong"],
  },
  {
    name: "what changes data is tried again",
    patches: [
      {
        file: "src/gong/retry.js",
        from: "if (!isRepeatable || made > retries || isImpatient)",
        to: "if (made > retries || isImpatient)",
      },
    ],
    parts: ["gong"],
  },
  {
    name: "who was erased comes back with the next pull",
    patches: [
      {
        file: "src/history/tombstone.js",
        from: "has: (text) => standIns.has(text) || hashIn(text) !== null",
        to: "has: () => false",
      },
    ],
    parts: ["gong"],
  },
  {
    name: "secrets stay in what the mail server says",
    patches: [{ file: "src/mail/send.js", from: 'shown.replaceAll(secret, "***")', to: "shown" }],
    parts: ["mail"],
  },
];

export type Trial = {
  readonly mutant: string;
  /** The part that found it; null when none did. */
  readonly caughtBy: string | null;
  /** What gave it away. */
  readonly by: string;
};

/** Lets the parts work on the mutant until one finds it. */
export async function tryMutant(
  { name, patches, parts: ids }: Mutant,
  parts: readonly Part[],
  context: Omit<Context, "stopsAtFirst">,
): Promise<Trial> {
  const program = copyOf(patches, context.program);
  try {
    for (const part of parts.filter(({ id }) => ids.includes(id))) {
      try {
        await part.run({ ...context, program, stopsAtFirst: true });
      } catch (error) {
        if (error instanceof Caught) return { mutant: name, caughtBy: part.id, by: error.message };
        throw error;
      }
    }
    return { mutant: name, caughtBy: null, by: "" };
  } finally {
    program.remove();
  }
}
