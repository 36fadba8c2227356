import { describe, expect, it } from "vitest";
import { panelColumns, readPanelRows } from "../../jobs/trust/detect-panel.ts";
import { recordsIn, textOf } from "../../jobs/trust/detect-records.ts";

const read = (...rows: readonly string[]) =>
  readPanelRows(recordsIn([panelColumns.join(), ...rows].join("\n")));

describe("readPanelRows", () => {
  it("reads Mondays and ISO weeks alike; a row that is not there is no value, nor is a week between", () => {
    const { grid, weeks, weekTexts, ids } = read(
      "a,user,T,U,c,count,2026-01-05,3,",
      "a,user,T,U,c,count,2026-W04,5,",
      "t,team,T,,r,ratio,2026-W04,0.5,8",
    );

    expect(ids).toEqual(["a", "t"]);
    expect(weeks).toEqual(["2026-W02", "2026-W03", "2026-W04"]);
    expect(weekTexts).toEqual(["2026-01-05", null, "2026-W04"]);
    expect([...grid.values]).toEqual([3, Number.NaN, 5, Number.NaN, Number.NaN, 0.5]);
    expect(grid.bases[5]).toBe(8);
    expect(grid.rows.map(({ level, unit }) => [level, unit])).toEqual([
      ["person", "U"],
      ["team", "T"],
    ]);
  });

  it.each`
    row                                       | fault
    ${"a,user,T,U,c,count,2026-W04,x,"}       | ${'line 2: value: got "x", expected a number; leave the row out where there is none'}
    ${"a,user,T,U,c,count,2026-W04,,"}        | ${'line 2: value: got "", expected a number; leave the row out where there is none'}
    ${"a,user,T,U,c,count,2026-W04,2.5,"}     | ${'line 2: value: got "2.5", expected a whole number for a count'}
    ${"a,user,T,U,c,count,2026-W04,-1,"}      | ${'line 2: value: got "-1", expected 0 or more for a count'}
    ${"a,user,T,U,c,count,2026-01-06,1,"}     | ${'line 2: week: got "2026-01-06", expected 2026-W46 or a Monday like 2026-11-09'}
    ${"a,boss,T,U,c,count,2026-W04,1,"}       | ${'line 2: level: got "boss", expected user, team or company'}
    ${"a,user,T,U,c,sum,2026-W04,1,"}         | ${'line 2: kind: got "sum", expected count, ratio, duration, score'}
    ${"a,user,T,U,c,ratio,2026-W04,0.5,many"} | ${'line 2: n: got "many", expected a number of 0 or more, or nothing'}
    ${"a,user"}                               | ${'line 2: row: got "a,user", expected 9 columns, got 2'}
  `("says of $row what is wrong with it", ({ row, fault }) => {
    expect(() => read(row)).toThrow(fault);
  });

  it("names every bad row, two for one week and one that changes its series included", () => {
    const faults = () =>
      read(
        "a,user,T,U,c,count,2026-W04,1,",
        "a,user,T,U,c,count,2026-01-19,2,",
        "a,user,T,U,c,ratio,2026-W05,1,",
      );

    expect(faults).toThrow(
      'line 4: kind: got "ratio", expected count, as in the rows of a before\n' +
        'line 3: week: got "2026-W04", expected one row for a in a week; line 2 is the first',
    );
  });
});

describe("recordsIn", () => {
  const header = panelColumns.join();
  const row = "a,user,T,U,c,count,2026-W04,5,";

  it.each([
    ["line feeds", `${header}\n${row}\n`],
    ["carriage returns", `${header}\r\n${row}\r\n`],
    ["no end", `${header}\n${row}`],
    ["empty lines", `${header}\n\n${row}\n\n`],
    ["quotation marks", `${header}\n"a",user,"T",U,c,count,2026-W04,"5",\n`],
  ])("reads %s", (_, text) => {
    expect([...readPanelRows(recordsIn(text)).grid.values]).toEqual([5]);
  });

  it("numbers lines as an editor does", () => {
    expect(() => readPanelRows(recordsIn(`${header}\n\n${row}\na,b\n`))).toThrow(/^line 4: row/);
  });

  it.each([
    ["too few cells", "a,user,T,U,c,count,2026-W04"],
    ["too many", `${row},1`],
  ])("leaves a line with %s whole for its message", (_, line) => {
    const [, record] = recordsIn(`${header}\n${line}\nb`);

    expect(record?.cells()).toEqual(line.split(","));
  });

  it("reads what is not ASCII too, and a byte order mark", () => {
    expect(textOf(Buffer.from("\uFEFFZoë,東京"))).toBe("Zoë,東京");
    expect(textOf(Buffer.from("a,b"))).toBe("a,b");
  });
});
