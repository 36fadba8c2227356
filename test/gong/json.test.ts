import { describe, expect, it } from "vitest";
import { parseJson } from "../../src/gong/json.ts";

describe("parseJson", () => {
  it.each`
    text                               | value                          | because
    ${"7782342274025937895"}           | ${"7782342274025937895"}       | ${"beyond 2^53 the digits are kept"}
    ${"-7782342274025937895"}          | ${"-7782342274025937895"}      | ${"also below zero"}
    ${"9007199254740991"}              | ${9007199254740991}            | ${"2^53 - 1 is exact"}
    ${"9007199254740993"}              | ${"9007199254740993"}          | ${"2^53 + 1 is not"}
    ${"9.23"}                          | ${9.23}                        | ${"fractions are numbers"}
    ${"12.0"}                          | ${12}                          | ${"whole ones too"}
    ${'"7782342274025937895"'}         | ${"7782342274025937895"}       | ${"text stays text"}
    ${'"a: 7782342274025937895, \\""'} | ${'a: 7782342274025937895, "'} | ${"whatever it looks like"}
    ${'{"a":1,"a":1}'}                 | ${{ a: 1 }}                    | ${"a key twice with one value is harmless"}
  `("$because: $text", ({ text, value }) => {
    expect(parseJson(text)).toEqual(value);
  });

  it("refuses a key with two values", () => {
    expect(() => parseJson('{"callsAsHost":1,"callsAsHost":0}')).toThrow(SyntaxError);
  });

  it("takes __proto__ for a key like any other", () => {
    const value = parseJson('{"__proto__":{"polluted":true}}');

    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  it("refuses half a text", () => {
    expect(() => parseJson('{"users":[')).toThrow(SyntaxError);
  });
});
