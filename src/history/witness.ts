import { closeSync, existsSync, fsyncSync, openSync, readFileSync, realpathSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { failpoint } from "../failpoint.ts";

/**
 * What mail servers were given, kept outside the history: an older copy of the history that is put back does not
 * know of it, and would tell everybody again.
 */
export type Witness = {
  /** How often a mail server has asked for the message. */
  asked(messageId: string): number;
  /** Has one said that it took the message? */
  isSent(messageId: string): boolean;
  /** Before a byte of the message leaves. On disk when it returns. */
  noteAsked(messageId: string): void;
  noteSent(messageId: string): void;
};

/** The file beside a history, a line a note: `asked <id>` or `sent <id>`. */
export const witnessFile = (path: string): string => `${realpathSync(path)}.told`;

/** @param path of the history */
export function openWitness(path: string): Witness {
  const file = witnessFile(path);
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const asked = new Map<string, number>();
  const sent = new Set<string>();
  const heed = (line: string): void => {
    const [what, id = ""] = line.split(" ");
    if (what === "asked") asked.set(id, (asked.get(id) ?? 0) + 1);
    if (what === "sent") sent.add(id);
  };
  for (const line of text.split("\n")) heed(line);
  // A line that a power cut left half written must not run into the next.
  let isTorn = text !== "" && !text.endsWith("\n");

  const note = (line: string): void => {
    append(file, `${isTorn ? "\n" : ""}${line}\n`);
    isTorn = false;
    heed(line);
    failpoint("witness.noted");
  };
  return {
    asked: (id) => asked.get(id) ?? 0,
    isSent: (id) => sent.has(id),
    noteAsked: (id) => note(`asked ${id}`),
    noteSent: (id) => note(`sent ${id}`),
  };
}

function append(file: string, text: string): void {
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

/** A new name is lost in a power cut until its folder is on disk. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
