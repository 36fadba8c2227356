import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { failpoint } from "../failpoint.ts";

/**
 * Writes a file that others read at any moment: they see the old text or the new one, never half of it.
 *
 * @param mode whatever the umask is
 * @throws the system's error; the old text is then still there
 */
export function writeWhole(path: string, text: string, mode: number): void {
  const part = `${path}.${process.pid}.part`;
  try {
    const handle = openSync(part, "w", mode);
    try {
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    chmodSync(part, mode);
    failpoint("file.written");
    renameSync(part, path);
    failpoint("file.renamed");
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
