import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { findingsCsv, readCell, safeCell } from "../../src/mail/csv.ts";
import { render } from "../../src/mail/render.ts";
import { tell } from "../../src/mail/shown.ts";
import { sparkBlocks, sparkline, sparklineSvg } from "../../src/mail/sparkline.ts";
import { languageOf } from "../../src/words/language.ts";
import { digest, digestOf, historyOf, teamFound } from "./fixture.ts";

const usual = { low: 2, middle: 3, high: 4 };

describe("sparkline", () => {
  it("is a PNG of twice its size", () => {
    const png = sparkline(historyOf([3, 2, 4, 9]), usual);

    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([528, 152]);
  });

  it("gives the same bytes again", () => {
    expect(sparkline(historyOf([3, null, 9]), usual)).toEqual(sparkline(historyOf([3, null, 9]), usual));
  });

  it("breaks the line where a week is missing", () => {
    const svg = sparklineSvg(historyOf([3, 2, null, 4, 9]), usual);

    expect(svg.match(/<path d="(M[^"]*L[^"]*)" fill="none"/)?.[1]?.match(/M/g)).toHaveLength(2);
  });

  it("shows a week between two missing ones as a point", () => {
    const svg = sparklineSvg(historyOf([3, null, 2, null, 9]), usual);

    expect(svg.match(/<circle/g)).toHaveLength(5);
  });

  it.each([[[3, 3, 3]], [[null, null, 0]], [[5]]])("draws %j without a broken number", (values) => {
    expect(sparklineSvg(historyOf(values), { low: 3, middle: 3, high: 3 })).not.toMatch(/NaN|Infinity/);
  });
});

describe("sparkBlocks", () => {
  it.each([
    [[1, 9], "▁█"],
    [[0, 7, null, 3], "▁█·▄"],
    [[4, 4], "▄▄"],
    [[null], "·"],
  ])("writes %j as %s", (values, blocks) => {
    expect(sparkBlocks(historyOf(values))).toBe(blocks);
  });
});

describe("findingsCsv", () => {
  it("holds a row a finding, with unrounded numbers", () => {
    const rows = parse(findingsCsv(digest), { columns: true, bom: true }) as Record<string, string>[];

    expect(rows.map(({ id, value, usualHigh, score }) => ({ id, value, usualHigh, score }))).toEqual(
      digest.findings.map(({ id, value, usual: range, score }) => ({
        id,
        value: String(value),
        usualHigh: String(range.high),
        score: String(score),
      })),
    );
  });

  it("starts with a byte order mark, ends lines with CRLF", () => {
    const csv = findingsCsv(digest);

    expect(csv).toMatch(/^\ufeffweek,scope,id,/);
    expect(csv.endsWith("\r\n")).toBe(true);
  });

  it("has its header when there is nothing to tell", () => {
    expect(findingsCsv({ ...digest, findings: [] })).toMatch(/^\ufeffweek,.*\r\n$/);
  });
});

describe("safeCell", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@x", "'@x"],
    ["\t=1", "'=1"],
    ["\rx", "'x"],
    ["\u00a0=1", "'=1"],
    ["\u200b=1", "'=1"],
    [" \n=1", "'=1"],
    ['"=1', `"'=1`],
    ["Dana;=1", "Dana;'=1"],
    ["Dana, @x | -2", "Dana, @x | '-2"],
    ["Dana; 3", "Dana; 3"],
    ["Dana", "Dana"],
    [-4.3, -4.3],
    [null, null],
  ])("writes %j as %j", (cell, safe) => {
    expect(safeCell(cell)).toBe(safe);
  });

  it.each(["=1", "@x", "4001", "Dana", "'quoted"])("is read back: %s", (cell) => {
    expect(readCell(String(safeCell(cell)))).toBe(cell);
  });
});

describe("the job summary", () => {
  it("is a table that a name cannot leave", async () => {
    const name = "a | b\n# <b>[x](https://evil.com)";
    const found = { ...teamFound, entity: { ...teamFound.entity, name } };
    const told = digestOf({ findings: [tell(found, languageOf("en"))] });

    const { summary } = await render(told);

    expect(summary).toContain(
      "| a \\| b \\# \\<b\\>\\[x\\]\\(https\\://evil\\.com\\)\\: calls hosted below the usual range | ▼ 86 |",
    );
  });
});
