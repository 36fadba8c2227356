import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Digest } from "../../src/digest.ts";
import { notePlace } from "../../src/history/places.ts";
import { type Rendered, standalone } from "../../src/mail/render.ts";
import { fileStem } from "../../src/mail/scope.ts";
import type { Session } from "./session.ts";

/** Writes files into a folder that is made when it is not there. @returns their paths */
export function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Buffer>>,
): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  });
}

/** Remembers a folder of digests before anything is written to it, so that an erasure finds them. */
export async function noteDigests(session: Session, folder: string): Promise<void> {
  const at = session.now().toUTC().toISO() ?? "";
  notePlace(await session.history(), { path: resolve(folder), kind: "digests", keep: null }, at);
}

/** One digest in every form: what `run --out` and `preview` write. The mail itself only where there is one. */
export function digestFiles(
  digest: Digest,
  rendered: Rendered,
  raw?: Buffer,
): Record<string, string | Buffer> {
  const name = fileStem(digest);
  return {
    [`${name}.html`]: standalone(rendered),
    [`${name}.txt`]: rendered.text,
    [`${name}.json`]: rendered.json,
    [`${name}.csv`]: rendered.csv,
    ...(raw === undefined ? {} : { [`${name}.eml`]: raw }),
  };
}
