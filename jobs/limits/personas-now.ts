import { type BigIntStats, readFileSync, statSync } from "node:fs";
import { parseConfig } from "../../src/config-file.ts";
import { LimitError } from "../../src/limits/error.ts";
import { personaFaults } from "../../src/limits/persona.ts";
import type { Personas } from "../../src/persona.ts";
import type { Settings } from "../session/settings.ts";

/**
 * The personas as the settings have them at this moment. The file is read again whenever it has changed, so that what
 * the owner takes back counts at the next call of every process.
 *
 * Settings that cannot be read open nothing: while the file is gone or faulty, every call is refused.
 */
export function personasNow({ file, config }: Pick<Settings, "file" | "config">): () => Personas {
  let [seen, personas] = ["", config.personas];
  let fault: string | null = null;
  return () => {
    if (file === null) return config.personas;
    const mark = markOf(file);
    if (mark !== seen) {
      seen = mark;
      try {
        // What is read here was there before it was looked at again, or is read once more at the next call.
        personas = parseConfig(readFileSync(file, "utf8"), file).personas;
        fault = personaFaults(personas)[0] ?? null;
      } catch (error) {
        fault = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
      }
    }
    if (fault === null) return personas;
    throw new LimitError("denied", `nothing is called until the settings are mended: ${fault}`);
  };
}

/** Changes with every way to change a file: in place, by another in its place, or back to an older one. */
function markOf(file: string): string {
  try {
    const { mtimeNs, ctimeNs, size, ino }: BigIntStats = statSync(file, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return "gone";
  }
}
