import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { HistoryError } from "../../src/history/error.ts";
import { sizeOf } from "../../src/history/place.ts";

const megabyte = 1024 * 1024;

/** Below the first a run may not get through, below the second it is time to make space. */
const [leastFree, littleFree] = [20 * megabyte, 200 * megabyte];

/**
 * Free space and kind of the disk that a history is on, for `doctor`.
 *
 * @returns what there is, and what is doubtful about it
 * @throws {HistoryError} `disk` when a run has too little space
 */
export function diskFacts(historyPath: string): { readonly text: string; readonly warning: string | null } {
  const folder = nearestFolder(dirname(historyPath));
  const { bavail, bsize, type } = statfsSync(folder);
  const free = bavail * bsize;
  const text = `${Math.round(free / megabyte)} MB free in ${folder}`;
  // A run may write the history once more into its WAL before that is emptied.
  const wanted = Math.max(littleFree, 2 * (sizeOf(historyPath) ?? 0));
  if (free < leastFree) {
    throw new HistoryError(
      "disk",
      `${text}, expected ${wanted / megabyte} MB; free some, or set history.path to another disk`,
    );
  }
  const network = networkDisk(type);
  if (network !== null) {
    return {
      text,
      warning: `${folder} is on ${network}, whose locks SQLite cannot count on, expected a disk of this machine: two machines at once may damage the history`,
    };
  }
  const isLittle = free < wanted;
  return {
    text,
    warning: isLittle ? `expected ${Math.ceil(wanted / megabyte)} MB: the history has room to grow` : null,
  };
}

/** Numbers of `statfs(2)`, from the kernel's magic.h and statfs's manual page. */
const networkDisks: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xfe534d42, "SMB"],
  [0xff534d42, "CIFS"],
  [0x01021997, "9p"],
  [0x00c36400, "Ceph"],
  [0x5346414f, "AFS"],
  [0x6b414653, "AFS"],
  [0x73757245, "Coda"],
  [0x564c, "NCP"],
  [0x47504653, "GPFS"],
  [0x0bd00bd0, "Lustre"],
  [0x7461636f, "OCFS2"],
  [0x01161970, "GFS2"],
  [0x65735546, "FUSE (sshfs, s3fs, gcsfuse and the like)"],
  [0x786f4256, "a folder shared by VirtualBox"],
  [0xbacbacbc, "a folder shared by VMware"],
]);

/**
 * The name of a file system that several machines may share, null for any other.
 *
 * @param type of `statfs`; where its word has 32 bits the number may be negative
 * @example
 * networkDisk(0x6969); // => "NFS"
 */
export function networkDisk(type: number): string | null {
  return networkDisks.get(type >>> 0) ?? null;
}

function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}
