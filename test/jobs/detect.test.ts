import { describe, expect, it } from "vitest";
import { panelColumns, readPanelRows } from "../../jobs/detect-panel.ts";

const read = (...rows: readonly string[]) =>
  readPanelRows(
    [panelColumns.join(), ...rows].map((text, index) => ({ record: text.split(","), line: index + 1 })),
  );

describe("readPanelRows", () => {
  it("reads Mondays and ISO weeks alike; a row that is not there is no value, nor is a week between", async () => {
    const { grid, weeks, weekTexts, ids } = await read(
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
  `("says of $row what is wrong with it", async ({ row, fault }) => {
    await expect(read(row)).rejects.toThrow(fault);
  });

  it("names every bad row, two for one week and one that changes its series included", async () => {
    const faults = read(
      "a,user,T,U,c,count,2026-W04,1,",
      "a,user,T,U,c,count,2026-01-19,2,",
      "a,user,T,U,c,ratio,2026-W05,1,",
    );

    await expect(faults).rejects.toThrow(
      'line 4: kind: got "ratio", expected count, as in the rows of a before\n' +
        'line 3: week: got "2026-W04", expected one row for a in a week; line 2 is the first',
    );
  });
});
