/**
 * What the operator must do: choose another file, update or reinstall the program, put a backup in the file's
 * place, wait for the other process, mend the disk, or set the clock.
 */
export type HistoryErrorKind =
  | "foreign"
  | "newer"
  | "addon"
  | "damaged"
  | "busy"
  | "disk"
  | "data"
  | "clock"
  | "missing"
  | "older";

/** The history cannot be opened or used as asked. The file is left as it was. */
export class HistoryError extends Error {
  override readonly name = "HistoryError";
  readonly kind: HistoryErrorKind;

  constructor(kind: HistoryErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** What to do about a history that is damaged, for the end of a message. */
export const mendDamage =
  "Nothing was changed. gong-digest history verify says what is wrong, gong-digest history restore FILE puts a backup in its place";

/**
 * The codes of SQLite and of the file system in words that say what to do. Other errors, mistakes in our own SQL
 * among them, pass through.
 *
 * @param path of the history, for the message
 */
export function asHistoryError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return error;
  const told = error.name === "SqliteError" ? ofSqlite(error.code, path) : ofFileSystem(error.code, path);
  if (told === null) return error;
  const [kind, message] = told;
  return new HistoryError(kind, `${message} (${error.code}: ${error.message})`, { cause: error });
}

/** Did the disk itself fail, so that nothing this process still holds of the file can be trusted? */
export function isDiskFailure(error: unknown): boolean {
  const cause = error instanceof HistoryError ? error.cause : error;
  return cause instanceof Error && "code" in cause && /^SQLITE_(IOERR|CORRUPT)/.test(String(cause.code));
}

type Told = readonly [HistoryErrorKind, string];

const noSpace = (path: string): Told => [
  "disk",
  `${path}: the disk is full; what was whole is kept. Free some space, then run the same command again`,
];

const noAccess = (path: string): Told => [
  "disk",
  `${path} cannot be written, expected a file and a folder that this user may write to; look at their owner and mode, and at how the disk is mounted`,
];

function ofSqlite(code: string, path: string): Told | null {
  if (code === "SQLITE_NOTADB") {
    return [
      "foreign",
      `${path} is no SQLite file, expected a history; set history.path to another file, or put a backup in its place with gong-digest history restore FILE`,
    ];
  }
  if (/^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(code)) {
    return [
      "busy",
      `${path} is in use by another process, expected it within 5 seconds; run again when that one has finished`,
    ];
  }
  if (code.startsWith("SQLITE_CORRUPT")) return ["damaged", `${path} cannot be read whole. ${mendDamage}`];
  if (code === "SQLITE_FULL") return noSpace(path);
  if (/^SQLITE_(READONLY|CANTOPEN|PERM|AUTH)/.test(code)) return noAccess(path);
  if (/^SQLITE_(IOERR|NOLFS|NOMEM)/.test(code)) {
    return [
      "disk",
      `${path}: the disk did not do what it was asked; what was whole is kept. Look at the disk, then gong-digest history verify, then run the same command again`,
    ];
  }
  return null;
}

function ofFileSystem(code: string, path: string): Told | null {
  if (["ENOSPC", "EDQUOT"].includes(code)) return noSpace(path);
  if (["EACCES", "EPERM", "EROFS"].includes(code)) return noAccess(path);
  if (["ENOTDIR", "EEXIST", "ELOOP", "ENAMETOOLONG", "EISDIR"].includes(code)) {
    return ["foreign", `${path} is no place for a file; set history.path to another`];
  }
  return code === "EIO" ? ["disk", `${path}: the disk failed; look at it, then run again`] : null;
}
