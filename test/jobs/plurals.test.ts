import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { receiptText } from "../../jobs/history/erase-text.ts";
import { packageRoot } from "../../src/root.ts";
import { counted } from "../../src/text.ts";

const none = {
  state: "done",
  startedAt: "",
  finishedAt: null,
  files: [],
  copies: [],
  backups: [],
  left: [],
} as const;

describe("one of something", () => {
  it.each`
    count | one          | many         | text
    ${0}  | ${"request"} | ${undefined} | ${"0 requests"}
    ${1}  | ${"request"} | ${undefined} | ${"1 request"}
    ${2}  | ${"entry"}   | ${"entries"} | ${"2 entries"}
    ${1}  | ${"entry"}   | ${"entries"} | ${"1 entry"}
  `("$count and $one is $text", ({ count, one, many, text }) => {
    expect(counted(count, one, many)).toBe(text);
  });

  it.each([
    ["entries of the suppression list", "1 entry of the suppression list"],
    ["mails to them", "1 mail to them"],
    ["mails naming them, emptied", "1 mail naming them, emptied"],
    ["weekly values", "1 weekly value"],
    ["restated values", "1 restated value"],
    ["weeks of membership", "1 week of membership"],
    ["people", "1 person"],
    ["mutes and new levels about them", "1 mute or new level about them"],
    ["texts of facts, rewritten", "1 text of facts, rewritten"],
  ])("of %s in the receipt of an erasure is %s", (what, text) => {
    expect(receiptText({ ...none, removed: { [what]: 1 } })).toContain(`\n  ${text}\n`);
    expect(receiptText({ ...none, removed: { [what]: 2 } })).toContain(`\n  2 ${what}\n`);
  });

  it("or many, no line of the receipt is wider than a terminal", () => {
    const lines = receiptText({ ...none, state: "dry run", removed: { people: 1 } }).split("\n");

    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it("is thought of wherever a text counts", () => {
    const folder = join(packageRoot, "jobs");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    );
    // Those that are never one: a company, weeks that are asked for, and numbers in code that is no text.
    const counting =
      /\$\{(?!least|learning|opinion|early)(?:[^{}]|\{[^{}]*\})+\} (?:requests|rows|weeks|people|messages|values|entries|findings|passes|digests|corrections)\b/g;
    const found = files.flatMap((name) =>
      [...readFileSync(join(folder, name), "utf8").matchAll(counting)].map(([text]) => `${name}: ${text}`),
    );

    expect(found).toEqual([]);
  });
});
