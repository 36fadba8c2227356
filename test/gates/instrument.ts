import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * The slow gates run when they are asked for: `npm run gates`. Then an instrument that is not there is a
 * failure, because a gate that nobody notices missing holds nothing.
 */
export const isAskedFor = process.env.GATES === "on";

/**
 * The path of a program that a gate measures with; empty while the gate is not asked for.
 *
 * @param names the program under each of its names, the usual one first
 * @param debianPackage what to install
 * @throws when the gate is asked for and there is none
 */
export function instrument(names: readonly string[], debianPackage: string): string {
  if (!isAskedFor) return "";
  const places = (process.env.PATH ?? "").split(delimiter);
  const found = names.flatMap((name) => places.map((place) => join(place, name))).find(isProgram);
  if (found !== undefined) return found;
  throw new Error(`${names[0]} is not on the PATH; apt-get install ${debianPackage}`);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
