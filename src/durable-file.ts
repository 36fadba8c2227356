import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

export type Writing = {
  /** Whatever the umask is; the owner's alone when absent. */
  readonly mode?: number;
  /** Hears of `written` (on disk under another name) and `renamed`. */
  readonly step?: (moment: "written" | "renamed") => void;
};

/**
 * Puts a text in the place of a file's. Whoever reads it at any moment, and whoever comes after a crash, finds the old
 * text or the new one, never half of it; the new one once this returns.
 *
 * @throws the system's error; the old text is then still there
 */
export function writeDurably(file: string, text: string, { mode = 0o600, step }: Writing = {}): void {
  const folder = dirname(file);
  const draft = join(folder, `${draftPrefix(file)}${randomBytes(6).toString("hex")}`);
  try {
    const handle = openSync(draft, "wx", mode);
    try {
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    chmodSync(draft, mode);
    step?.("written");
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  step?.("renamed");
  syncFolder(folder);
  removeDrafts(file);
}

/** Adds a text to a file, which is made for its owner alone; on disk when this returns. */
export function appendDurably(file: string, text: string): void {
  const isNew = !existsSync(file);
  const handle = openSync(file, "a", 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  if (isNew) syncFolder(dirname(file));
}

/** Makes what another program wrote into a file survive a power cut. */
export function syncFile(path: string): void {
  const handle = openSync(path, "r+");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes a name in a folder survive a power cut. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } catch (error) {
    // Some file systems sync no folder, and need not.
    if (!["EINVAL", "ENOTSUP", "EBADF"].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  } finally {
    closeSync(handle);
  }
}

/** What a crash has left: drafts that are a minute older than the file itself. */
function removeDrafts(file: string): void {
  const folder = dirname(file);
  const newest = statSync(file).mtimeMs;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(draftPrefix(file))) continue;
    const status = statSync(join(folder, name), { throwIfNoEntry: false });
    if (status && status.mtimeMs < newest - 60_000) rmSync(join(folder, name), { force: true });
  }
}

const draftPrefix = (file: string): string => `.${basename(file)}.draft-`;
