import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import type { Trial } from "./mutants.ts";
import type { Part, Size, Tally } from "./part.ts";
import { packageFolder } from "./program.ts";

/** The page that the figures stand on. */
export const reportFile: string = join(packageFolder, "docs", "reliability.md");

const sizes: Readonly<Record<Size, string>> = { full: "whole", short: "short", least: "least" };

/**
 * Puts the figures of a part, or of a mutant, into their rows; other rows stay as they were, so that the parts may be run
 * one by one.
 */
export function writeRows(region: "matrix" | "mutants", rows: readonly string[]): void {
  const text = readFileSync(reportFile, "utf8");
  const [begin, end] = [`<!-- ${region}: written by npm run torture -->`, `<!-- /${region} -->`];
  const [head = "", rest] = text.split(begin);
  const [body = "", tail] = rest?.split(end) ?? [];
  if (tail === undefined) throw new Error(`${reportFile}: no region ${begin} … ${end}`);
  const lines = body.split("\n").filter((line) => line !== "");
  for (const row of rows) {
    const key = keyOf(row);
    const at = lines.findIndex((line) => keyOf(line) === key);
    if (at < 0) lines.push(row);
    else lines[at] = row;
  }
  writeFileSync(reportFile, `${head}${begin}\n\n${lines.join("\n")}\n\n${end}${tail}`);
}

const keyOf = (row: string): string => row.split("|")[1]?.trim() ?? "";

export function partRow({ id, title }: Part, tally: Tally, size: Size, date: string): string {
  const { violations: found, facts } = tally;
  const others = (["I4", "I5", "I6", "I7", "I8", "I9", "I10"] as const).reduce(
    (sum, name) => sum + (found[name] ?? 0),
    0,
  );
  const figures = Object.entries(facts).map(([name, figure]) => `${figure} ${name}`);
  const done = [`${tally.rounds} rounds`, ...figures, ...tally.skipped.map((text) => `skipped: ${text}`)];
  const cells = [
    id,
    title,
    done.join(", "),
    found.I1 ?? 0,
    found.I2 ?? 0,
    found.I3 ?? 0,
    tally.unknown,
    tally.silent,
    others,
    `${date}, ${sizes[size]}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

export const mutantRow = ({ mutant, caughtBy, by }: Trial, date: string): string =>
  `| ${mutant} | ${caughtBy ?? "**nothing**"} | ${by.replaceAll("|", "/").split("\n")[0]?.slice(0, 160) ?? ""} | ${date} |`;

/** What the figures were made with. */
export function versions(): string {
  const database = new Sqlite(":memory:");
  const sqlite = String(database.prepare("SELECT sqlite_version()").pluck().get());
  database.close();
  return `Node ${process.versions.node}, SQLite ${sqlite}, tz data ${process.versions.tz ?? "unknown"}`;
}
