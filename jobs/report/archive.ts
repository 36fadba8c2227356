import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import type { Digest } from "../../src/digest.ts";
import type { Reach } from "../../src/mail/scope.ts";
import { entryOf, PageEntry, pageFile } from "../../src/page/entry.ts";
import { indexOf, type PageBrand, pageOf } from "../../src/page/page.ts";
import { writeFiles } from "../session/files.ts";
import { inTurns } from "../weekly/in-turns.ts";
import type { JudgedWeek } from "../weekly/judged-week.ts";
import { pageDetail } from "./page-detail.ts";

/** A digest with the scope it was made for. */
export type ScopedDigest = { readonly digest: Digest; readonly reach: Reach };

/**
 * Writes the pages of one week and the list of all weeks into a folder. One page at a time: those of a hundred readers
 * would be hundreds of megabytes together. The list keeps every page that is there already.
 *
 * @returns the paths, in the order in which they were written
 */
export async function writeArchive(
  folder: string,
  judged: JudgedWeek,
  digests: readonly ScopedDigest[],
  { signal, brand }: { readonly signal: AbortSignal; readonly brand?: PageBrand },
): Promise<readonly string[]> {
  await judged.survey(
    signal,
    digests.map(({ reach }) => reach),
  );
  const own = brand === undefined ? {} : { brand };
  const entries = new Map(entriesIn(folder).map((entry) => [entry.file, entry]));
  const paths: string[] = [];
  for (const { digest, reach } of digests) {
    const detail = await inTurns(pageDetail(judged, reach, digest), signal);
    await turn();
    signal.throwIfAborted();
    paths.push(...writeFiles(folder, { [pageFile(digest)]: pageOf(digest, detail, own) }));
    entries.set(pageFile(digest), entryOf(digest));
  }
  const all = [...entries.values()].toSorted((a, b) => (a.file < b.file ? 1 : -1));
  const list = {
    "index.html": indexOf(all, digests[0]?.digest.locale ?? "en", brand),
    "index.json": `${JSON.stringify({ schemaVersion: 1, pages: all }, null, 2)}\n`,
  };
  return [...paths, ...writeFiles(folder, list)];
}

/** The pages that are in a folder: from `index.json`, and what it does not know from the pages themselves. */
export function entriesIn(folder: string): readonly PageEntry[] {
  if (!existsSync(folder)) return [];
  const known = new Map(listed(folder).map((entry) => [entry.file, entry]));
  const files = readdirSync(folder).filter((name) => PageEntry.shape.file.safeParse(name).success);
  return files.flatMap((file) => known.get(file) ?? entryIn(join(folder, file), file) ?? []);
}

/** A list that is broken or from another version is made anew, not a reason to stop. */
function listed(folder: string): readonly PageEntry[] {
  const path = join(folder, "index.json");
  if (!existsSync(path)) return [];
  const list = parsed(readFileSync(path, "utf8")) as { readonly pages?: unknown } | null;
  const pages = Array.isArray(list?.pages) ? list.pages : [];
  return pages.flatMap((page: unknown) => PageEntry.safeParse(page).data ?? []);
}

/** A page carries its own line near its top. */
const headBytes = 16_384;

function entryIn(path: string, file: string): PageEntry | null {
  const head = Buffer.alloc(headBytes);
  const handle = openSync(path, "r");
  try {
    const length = readSync(handle, head, 0, headBytes, 0);
    const [, text = ""] =
      /<script type="application\/json" id="entry">([^<]*)</.exec(head.toString("utf8", 0, length)) ?? [];
    const entry = PageEntry.safeParse(parsed(text));
    return entry.success && entry.data.file === file ? entry.data : null;
  } finally {
    closeSync(handle);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
