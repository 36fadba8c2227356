import { describe, expect, it } from "vitest";
import { formatChange, formatCount, formatRange, formatValue } from "../src/format.ts";

const calls = { kind: "count", unit: "calls" } as const;
const share = { kind: "ratio", unit: "ratio" } as const;
const seconds = { kind: "duration", unit: "seconds" } as const;
const plain = (text: string | null) => text?.replaceAll("\u00a0", " ");

describe("formatValue", () => {
  it.each`
    value    | quantity   | text
    ${86}    | ${calls}   | ${"86"}
    ${1142}  | ${calls}   | ${"1,142"}
    ${0.684} | ${share}   | ${"68 %"}
    ${400}   | ${seconds} | ${"6 min 40 s"}
    ${59.6}  | ${seconds} | ${"1 min"}
    ${0.92}  | ${seconds} | ${"0.9 s"}
  `("writes $value as $text", ({ value, quantity, text }) => {
    expect(plain(formatValue(value, quantity))).toBe(text);
  });
});

describe("formatRange", () => {
  it("says the unit once where it can", () => {
    expect(plain(formatRange({ low: 0.41, middle: 0.48, high: 0.55 }, share))).toBe("41–55 %");
    expect(plain(formatRange({ low: 110, middle: 150, high: 190 }, seconds))).toBe("1 min 50 s – 3 min 10 s");
  });
});

describe("formatChange", () => {
  it.each`
    value   | middle  | quantity | text
    ${86}   | ${131}  | ${calls} | ${"−34 %"}
    ${0.68} | ${0.48} | ${share} | ${"+20 points"}
    ${0.49} | ${0.48} | ${share} | ${"+1 point"}
    ${20}   | ${20}   | ${calls} | ${"0 %"}
  `("from $middle to $value is $text", ({ value, middle, quantity, text }) => {
    expect(plain(formatChange(value, middle, quantity))).toBe(text);
  });

  it("gives no per cent of a small count", () => {
    expect(formatChange(1, 7, calls)).toBeNull();
  });
});

describe("formatCount", () => {
  it("writes small numbers in words", () => {
    expect([
      formatCount(1, "week", "weeks"),
      formatCount(2, "person", "people"),
      formatCount(12, "team", "teams"),
    ]).toEqual(["one week", "two people", "12 teams"]);
  });
});
