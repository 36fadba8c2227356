import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Puts a text in the place of a file's: after a crash there is the old text or the new one, and the new one once this
 * returns. The file is its owner's alone; a folder that is made for it is, too.
 *
 * @param step hears of `written` (on disk under another name) and `renamed`
 */
export function writeDurably(file: string, text: string, step: (moment: string) => void = () => {}): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `${draftPrefix(file)}${randomBytes(6).toString("hex")}`);
  try {
    const handle = openSync(draft, "wx", 0o600);
    try {
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    step("written");
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  step("renamed");
  syncFolder(folder);
}

/** Takes away what a crash has left: drafts that are a minute older than the file itself. */
export function removeDrafts(file: string): void {
  const folder = dirname(file);
  const newest = statSync(file).mtimeMs;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(draftPrefix(file))) continue;
    const status = statSync(join(folder, name), { throwIfNoEntry: false });
    if (status && status.mtimeMs < newest - 60_000) rmSync(join(folder, name), { force: true });
  }
}

const draftPrefix = (file: string): string => `.${basename(file)}.draft-`;

/** A new name is lost in a power cut until its folder is on disk. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
