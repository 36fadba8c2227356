import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Absolute path of the package, the same from `src/` (development) and `dist/src/` (installed). */
export const packageRoot: string = rootAbove(import.meta.dirname);

function rootAbove(directory: string): string {
  if (existsSync(join(directory, "package.json"))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error(`no package.json above ${import.meta.dirname}`);
  return rootAbove(parent);
}
