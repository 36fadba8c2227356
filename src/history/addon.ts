import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Sqlite from "better-sqlite3";
import { HistoryError } from "./error.ts";

/**
 * Opens a SQLite file, if SQLite can be loaded here: a build for another Node does not say so, it ends the process.
 *
 * @throws {HistoryError} `addon` with what to do
 */
export function connectTo(path: string, options: Sqlite.Options): Sqlite.Database {
  const refusal = addonRefusal(process.versions.node, supportedNodes());
  if (refusal !== null) throw new HistoryError("addon", refusal);
  try {
    return new Sqlite(path, options);
  } catch (error) {
    if (error instanceof Sqlite.SqliteError || !isLoadFailure(error)) throw error;
    throw new HistoryError(
      "addon",
      `better-sqlite3 cannot be loaded by Node ${process.versions.node} on ${process.platform} ${process.arch}, expected a build for it; run npm rebuild better-sqlite3 in the folder of gong-digest`,
      { cause: error },
    );
  }
}

/**
 * Why SQLite must not be loaded by this Node, null when it may.
 *
 * @param supported what better-sqlite3 says in its `engines`
 * @example
 * addonRefusal("21.7.0", "20.x || 22.x"); // => "Node 21.7.0 cannot load better-sqlite3, …"
 */
export function addonRefusal(node: string, supported: string): string | null {
  const majors = [...supported.matchAll(/(\d+)\.x/g)].map((match) => match[1]);
  const isOpen = [...supported.matchAll(/>=\s*(\d+)/g)].some(
    (match) => Number(node.split(".")[0]) >= Number(match[1]),
  );
  if (isOpen || supported === "" || majors.includes(node.split(".")[0])) return null;
  return `Node ${node} cannot load better-sqlite3, expected ${supported}; install one of them, then run npm ci in the folder of gong-digest`;
}

function supportedNodes(): string {
  const file = createRequire(import.meta.url).resolve("better-sqlite3/package.json");
  const { engines } = JSON.parse(readFileSync(file, "utf8")) as { engines?: { node?: string } };
  return engines?.node ?? "";
}

function isLoadFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return (
    ["ERR_DLOPEN_FAILED", "MODULE_NOT_FOUND"].includes(code) ||
    error.message.startsWith("Could not locate the bindings file")
  );
}
