import type { Holding } from "../../src/history/verify.ts";

/** What a history or a backup holds, a line each. */
export function holdingText({ weeks, newest, toldUntil, schema, bytes }: Holding): string {
  const facts: readonly (readonly [string, string])[] = [
    ["Weeks", weeks === 0 ? "none" : `${weeks}, the newest ${newest}`],
    ["Told until", toldUntil ?? "nothing was told"],
    ["Schema", `${schema}`],
    ["Bytes", `${bytes}`],
  ];
  return facts.map(([name, fact]) => `${name.padEnd(10)} ${fact}\n`).join("");
}
