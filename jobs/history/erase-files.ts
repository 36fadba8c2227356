import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { isOurs } from "../../src/history/backup.ts";
import type { WrittenPlace } from "../../src/history/places.ts";
import type { Mentions } from "../../src/mentions.ts";

/** Where this program keeps files of one history, and where it has written others. */
export type Surroundings = {
  /** The history with its WAL and the notes beside it, the log of calls, approvals, copies that a restore kept. */
  readonly data: readonly string[];
  /** Of `data`, whole histories that nobody has open. */
  readonly copies: readonly string[];
  /** Digests, pages and saved results: they can be made again, without the person. */
  readonly disposable: readonly string[];
  /** Backups in folders of their own. */
  readonly backups: readonly { readonly path: string; readonly keep: number | null }[];
};

/** @param also folders that the operator names */
export function surroundingsOf(
  historyPath: string,
  places: readonly WrittenPlace[],
  also: readonly string[],
): Surroundings {
  const folder = dirname(historyPath);
  const stem = basename(historyPath).replace(/\.db$/, "");
  const beside = namesIn(folder);
  const copies = beside
    .filter((name) => copyName.test(name) && name.startsWith(`${stem}-`))
    .map((name) => join(folder, name));
  const own = beside.filter(
    (name) => name.startsWith(`${basename(historyPath)}`) || /^(audit|limits)\.db/.test(name),
  );
  const results = join(folder, "results");
  const digests = [...places.filter(({ kind }) => kind === "digests").map(({ path }) => path), ...also];
  const backups = [
    ...places.filter(({ kind }) => kind === "backup"),
    ...also.map((path) => ({ path, keep: null })),
  ];
  return {
    data: [...own.map((name) => join(folder, name)), ...copies],
    copies: copies.filter((path) => isPlainFile(path) && isOurs(path)),
    disposable: [
      ...namesIn(results)
        .filter((name) => name.endsWith(".jsonl"))
        .map((name) => join(results, name)),
      ...[...new Set(digests)].flatMap((path) =>
        namesIn(path)
          .filter((name) => digestName.test(name))
          .map((name) => join(path, name)),
      ),
    ].filter(isPlainFile),
    backups: backups
      .flatMap(({ path, keep }) => backupsAt(path).map((file) => ({ path: file, keep })))
      .filter(({ path }) => dirname(path) !== folder),
  };
}

/** Deletes the files that name somebody. @returns their paths; with `isDry` nothing is deleted */
export function removeNaming(
  paths: readonly string[],
  { inBytes, inText }: Mentions,
  isDry: boolean,
): readonly string[] {
  const naming = paths.filter((path) => inText(basename(path)) || inBytes(readFileSync(path)));
  if (!isDry) for (const path of naming) removeWithContent(path);
  return naming;
}

/** The files in which somebody is still named. */
export function stillNaming(paths: readonly string[], mentions: Mentions): readonly string[] {
  return paths.filter(
    (path) => isPlainFile(path) && (mentions.inText(basename(path)) || isNamedIn(path, mentions)),
  );
}

/** Of a larger file packed texts are not unpacked. */
const largestUnpacked = 32 * 1024 * 1024;
const blockBytes = 8 * 1024 * 1024;
const overlapBytes = 4096;

function isNamedIn(path: string, { inBytes, inText }: Mentions): boolean {
  if (statSync(path).size <= largestUnpacked) return inBytes(readFileSync(path));
  const file = openSync(path, "r");
  try {
    const block = Buffer.alloc(blockBytes + overlapBytes);
    for (let at = 0; ; at += blockBytes) {
      const length = readSync(file, block, 0, block.length, at);
      if (length > 0 && inText(block.toString("utf8", 0, length))) return true;
      if (length < block.length) return false;
    }
  } finally {
    closeSync(file);
  }
}

/** What is copied or linked elsewhere under another name is emptied with it. */
function removeWithContent(path: string): void {
  truncateSync(path, 0);
  rmSync(path);
}

const copyName = /-(?:before-restore-)?\d{8}T\d{6}Z(?:-\d+)?\.db(?:-wal|-shm|-journal)?$/;

/** Names that `run --out`, `report` and `preview` give. */
const digestName =
  /^(?:digest\.(?:html|json|txt)|findings\.csv|summary\.md|index\.(?:html|json)|\d{4}-W\d{2}-[\w-]+(?:\.\w+)*\.(?:html|txt|json|csv|eml))$/;

function backupsAt(path: string): readonly string[] {
  const files = isPlainFile(path) ? [path] : namesIn(path).map((name) => join(path, name));
  return files.filter(
    (file) => isPlainFile(file) && file.endsWith(".db") && statSync(file).size > 0 && isOurs(file),
  );
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : [];
}

const isPlainFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
