import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** Why a small file cannot be read, in words that go behind its name. */
export class FileFault extends Error {
  override readonly name = "FileFault";
  /** The system's word, `ENOENT`. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

const mostBytes = 64 * 1024;

/** Folders in which containers find their secrets, readable by whom their image runs as. */
const containerSecrets = /^(\/var)?\/run\/secrets\//;

/**
 * The text of a file that holds secrets. Waits for nothing: a pipe or a device is refused, as is a folder.
 *
 * @param isPrivate refuse a file that everybody on the machine can read
 * @throws {FileFault}
 */
export function readSmallFile(file: string, { isPrivate }: { readonly isPrivate: boolean }): string {
  const handle = opened(file);
  try {
    const status = fstatSync(handle);
    if (!status.isFile()) throw new FileFault(`is ${status.isDirectory() ? "a folder" : "no plain file"}`);
    if (status.size > mostBytes) throw new FileFault(`holds more than ${mostBytes / 1024} KB`);
    const isOpen = (status.mode & 0o007) !== 0 && process.platform !== "win32";
    if (isPrivate && isOpen && !containerSecrets.test(file)) {
      const mode = (status.mode & 0o777).toString(8).padStart(4, "0");
      throw new FileFault(`can be read by everybody on this machine (mode ${mode}); chmod 600 ${file}`);
    }
    const bytes = Buffer.alloc(status.size);
    const read = readSync(handle, bytes, 0, status.size, 0);
    return bytes.subarray(0, read).toString();
  } finally {
    closeSync(handle);
  }
}

function opened(file: string): number {
  try {
    return openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new FileFault(`cannot be read (${code})`, code);
  }
}
