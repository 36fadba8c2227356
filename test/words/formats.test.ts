import { describe, expect, it } from "vitest";
import { formatsOf } from "../../src/words/formats.ts";

const formats = formatsOf("en");
const calls = { kind: "count", unit: "calls" } as const;
const share = { kind: "ratio", unit: "ratio" } as const;
const seconds = { kind: "duration", unit: "seconds" } as const;
const plain = (text: string | null) => text?.replaceAll("\u00a0", " ");

describe("value", () => {
  it.each`
    value    | quantity   | text
    ${86}    | ${calls}   | ${"86"}
    ${1142}  | ${calls}   | ${"1,142"}
    ${0.684} | ${share}   | ${"68 %"}
    ${400}   | ${seconds} | ${"6 min 40 s"}
    ${59.6}  | ${seconds} | ${"1 min"}
    ${0.92}  | ${seconds} | ${"0.92 s"}
  `("writes $value as $text", ({ value, quantity, text }) => {
    expect(plain(formats.value(value, quantity))).toBe(text);
  });
});

describe("range", () => {
  it("says the unit once where it can", () => {
    expect(plain(formats.range({ low: 0.41, middle: 0.48, high: 0.55 }, share))).toBe("41–55 %");
    expect(plain(formats.range({ low: 110, middle: 150, high: 190 }, seconds))).toBe(
      "1 min 50 s – 3 min 10 s",
    );
  });
});

describe("a value beside its usual range", () => {
  const score = { kind: "score", unit: "" } as const;
  it.each`
    value     | low       | high      | quantity   | text
    ${0.9715} | ${0.9766} | ${1.0187} | ${seconds} | ${"0.97 s, usually 0.98 s – 1.02 s"}
    ${0.513}  | ${0.4914} | ${0.5086} | ${share}   | ${"51.3 %, usually 49.1–50.9 %"}
    ${0.506}  | ${0.4914} | ${0.5086} | ${share}   | ${"51 %, usually 49–51 %"}
    ${0.5}    | ${0.4981} | ${0.5019} | ${share}   | ${"50 %, usually 49.8–50.2 %"}
    ${0.684}  | ${0.41}   | ${0.55}   | ${share}   | ${"68 %, usually 41–55 %"}
    ${99.4}   | ${97}     | ${99.2}   | ${seconds} | ${"1 min 39.4 s, usually 1 min 37 s – 1 min 39.2 s"}
    ${59.97}  | ${50}     | ${59.96}  | ${seconds} | ${"59.97 s, usually 50 s – 59.96 s"}
    ${2.141}  | ${2.142}  | ${2.5}    | ${score}   | ${"2.141, usually 2.142–2.5"}
    ${1}      | ${0}      | ${1}      | ${calls}   | ${"1, usually 0–1"}
    ${5}      | ${5}      | ${5}      | ${seconds} | ${"5 s, usually 5 s – 5 s"}
  `("reads: $text", ({ value, low, high, quantity, text }) => {
    const figures = formats.figures(value, { low, middle: (low + high) / 2, high }, quantity);

    expect(plain(`${figures.value}, usually ${figures.usual}`)).toBe(text);
  });
});

describe("change", () => {
  it.each`
    value   | middle  | quantity | text
    ${86}   | ${131}  | ${calls} | ${"−34 %"}
    ${0.68} | ${0.48} | ${share} | ${"+20 points"}
    ${0.49} | ${0.48} | ${share} | ${"+1 point"}
    ${20}   | ${20}   | ${calls} | ${"0 %"}
  `("from $middle to $value is $text", ({ value, middle, quantity, text }) => {
    expect(plain(formats.change(value, middle, quantity))).toBe(text);
  });

  it("gives no per cent of a small count", () => {
    expect(formats.change(1, 7, calls)).toBeNull();
  });
});

describe("difference and size", () => {
  it.each`
    amount   | quantity   | difference       | size
    ${-12}   | ${calls}   | ${"−12"}         | ${"12"}
    ${0.03}  | ${share}   | ${"+3 points"}   | ${"3 points"}
    ${-0.01} | ${share}   | ${"−1 point"}    | ${"1 point"}
    ${0}     | ${share}   | ${"0 points"}    | ${"0 points"}
    ${-75}   | ${seconds} | ${"−1 min 15 s"} | ${"1 min 15 s"}
  `("$amount is $difference, or $size", ({ amount, quantity, difference, size }) => {
    expect(plain(formats.difference(amount, quantity))).toBe(difference);
    expect(plain(formats.size(amount, quantity))).toBe(size);
  });
});

describe("callLength", () => {
  it.each`
    length  | text
    ${3120} | ${"52 min"}
    ${3149} | ${"52 min"}
    ${600}  | ${"10 min"}
    ${590}  | ${"9 min 50 s"}
  `("writes $length seconds as $text", ({ length, text }) => {
    expect(plain(formats.callLength(length))).toBe(text);
  });
});

describe("another region", () => {
  it("writes numbers its own way, in words that there are", () => {
    expect(plain(formatsOf("de-DE").value(1142, calls))).toBe("1.142");
    expect(formatsOf("en-GB").whole(3)).toBe("three");
  });
});
