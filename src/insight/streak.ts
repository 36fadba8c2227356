import { at, clamp } from "./cells.ts";
import type { GridWeek } from "./grid.ts";
import type { Sheet } from "./sheet.ts";

/** A longer streak is a quarter or more, and no longer counted. */
export const mostStreak = 13;

/** For each row, how many weeks in a row it has been outside its range so far: above > 0, below < 0. */
export type Streaks = Int32Array;

/**
 * Counts on by one week. Each week is held against the usual range of its own time; a week without a value, or inside,
 * ends the row's streak.
 */
export function countStreaks(streaks: Streaks, grid: GridWeek, sheet: Sheet): void {
  for (let row = 0; row < streaks.length; row += 1) {
    const value = at(grid.values, row);
    const side = Number(value > at(sheet.high, row)) - Number(value < at(sheet.low, row));
    const before = at(streaks, row);
    const isOn = side !== 0 && Math.sign(before) === side;
    streaks[row] = isOn ? clamp(before + side, -mostStreak, mostStreak) : side;
    sheet.streak[row] = at(streaks, row);
  }
}
