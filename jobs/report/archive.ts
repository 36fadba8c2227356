import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import type { Digest } from "../../src/digest.ts";
import type { Reach } from "../../src/mail/scope.ts";
import { entryOf, PageEntry, pageFile } from "../../src/page/entry.ts";
import { indexOf, type PageBrand, pageOf } from "../../src/page/page.ts";
import type { JudgedWeek } from "../weekly/judged-week.ts";
import { pageDetail } from "./page-detail.ts";

/** A digest with the scope it was made for. */
export type ScopedDigest = { readonly digest: Digest; readonly reach: Reach };

/**
 * The pages of one week and the list of all weeks, as files of a folder.
 *
 * @param folder where they will be written: the list keeps every page that is there already
 */
export function archiveFiles(
  folder: string,
  judged: JudgedWeek,
  digests: readonly ScopedDigest[],
  brand?: PageBrand,
): Record<string, string> {
  const own = brand === undefined ? {} : { brand };
  const pages = new Map(
    digests.map(({ digest, reach }) => [
      pageFile(digest),
      pageOf(digest, pageDetail(judged, reach, digest), own),
    ]),
  );
  const entries = new Map(entriesIn(folder).map((entry) => [entry.file, entry]));
  for (const { digest } of digests) entries.set(pageFile(digest), entryOf(digest));
  const all = [...entries.values()].toSorted((a, b) => (a.file < b.file ? 1 : -1));
  return {
    ...Object.fromEntries(pages),
    "index.html": indexOf(all, digests[0]?.digest.locale ?? "en", brand),
    "index.json": `${JSON.stringify({ schemaVersion: 1, pages: all }, null, 2)}\n`,
  };
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
