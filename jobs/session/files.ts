import { closeSync, constants, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ConfigError } from "../../src/config.ts";
import type { Digest } from "../../src/digest.ts";
import { notePlace } from "../../src/history/places.ts";
import { type Rendered, standalone } from "../../src/mail/render.ts";
import { fileStem } from "../../src/mail/scope.ts";
import type { Session } from "./session.ts";

/**
 * Writes files into a folder that is made when it is not there. A link in the place of one is not followed: whoever
 * could put it there must not choose what is written over.
 *
 * @returns their paths
 */
export function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Buffer>>,
): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    write(path, content);
    return path;
  });
}

/** @throws {ConfigError} when the path is a link */
function write(path: string, content: string | Buffer): void {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW = 0 } = constants;
  try {
    const handle = openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
    try {
      writeFileSync(handle, content);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ELOOP") throw error;
    throw new ConfigError(`${path} is a symbolic link, expected a file or none; take it away`, {
      cause: error,
    });
  }
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
