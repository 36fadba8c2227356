import { wrap } from "../../src/mail/columns.ts";
import { counted } from "../../src/text.ts";

/** What an erasure removed, what may still hold the person, and what this program cannot reach. Names nobody. */
export type Receipt = {
  /** `done` only when a search of every file found nothing. */
  readonly state: "done" | "incomplete" | "dry run";
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** How many of what. */
  readonly removed: Readonly<Record<string, number>>;
  /** Files that named the person and were deleted. */
  readonly files: readonly string[];
  /** Copies in the data folder that were erased like the history. */
  readonly copies: readonly string[];
  readonly backups: readonly {
    readonly path: string;
    /** Until when it holds the person, as far as this program can know. */
    readonly until: string;
    /** False for one that could not be looked into. */
    readonly read: boolean;
  }[];
  /** Files in which the person is still found. */
  readonly left: readonly string[];
};

/** What nobody but the operator can do. */
const leftToOperator = [
  "mails that have left: they are in their readers' mailboxes",
  "digests and reports that were stored elsewhere: artifacts of CI, git, other folders (--also DIR has them looked into)",
  "config.yaml, where digest.recipients may name the person",
  "logs that were kept by others, as by systemd or a container, of versions that wrote addresses",
  "Gong itself: gong-digest tools show privacy.eraseByEmail",
];

export function receiptText({ state, removed, files, copies, backups, left }: Receipt): string {
  const would = state === "dry run" ? "would be " : "";
  const lines = [
    state === "done"
      ? "Done: a search of every file finds nothing of the person any more"
      : state === "dry run"
        ? "Dry run: nothing was changed"
        : "Not done: the person is still found, or a file could not be emptied",
    ...Object.entries(removed).map(([what, count]) => `  ${removedText(what, count)}`),
    ...files.map((path) => `  ${would}deleted: ${path}`),
    ...copies.map((path) => `  erased too: ${path}`),
    ...left.map((path) => `  still in: ${path}`),
    ...(state === "incomplete"
      ? ["  End other gong-digest processes (schedule, mcp) and run the same command again"]
      : []),
    "Backups that may hold the person; history restore leaves the person out of them:",
    ...(backups.length === 0
      ? ["  none that this program knows of"]
      : backups.map(
          ({ path, until, read }) => `  ${path}, ${until}${read ? "" : " (it could not be read)"}`,
        )),
    "Left to you:",
    ...leftToOperator.map((line) => `  ${wrap(line, 76).join("\n    ")}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** Kinds of what is removed are named as many; of one its first noun reads otherwise. */
function removedText(what: string, count: number): string {
  const one = what
    .replace("mutes and new levels", "mute or new level")
    .replace(/^people\b/, "person")
    .replace(/^entries\b/, "entry")
    .replace(/^(weekly |restated )?(\w+)s\b/, "$1$2");
  return counted(count, one, what);
}
