import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Digest } from "../src/digest.ts";
import { type Rendered, standalone } from "../src/mail/render.ts";
import { fileStem } from "../src/mail/scope.ts";

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
