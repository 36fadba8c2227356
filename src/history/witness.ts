import { existsSync, readFileSync } from "node:fs";
import { appendDurably } from "../durable-file.ts";
import { failpoint } from "../failpoint.ts";
import { realPathOf, witnessName } from "./place.ts";

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

/** @param path of the history; beside it is a file with a line a note: `asked <id>` or `sent <id>` */
export function openWitness(path: string): Witness {
  const file = witnessName(realPathOf(path));
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
    appendDurably(file, `${isTorn ? "\n" : ""}${line}\n`);
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

/** What a message has in place of a mail server's reply when the witness knows of it and the history did not. */
export const toldBefore = (state: "sent" | "unknown"): string =>
  `${state} before this copy of the history was put back`;
