import { describe, expect, it } from "vitest";
import { cleanText } from "../src/text.ts";

describe("cleanText", () => {
  it.each([
    ["Farid Pelrossa's team", 12, "Farid…"],
    ["Enterprise, North", 14, "Enterprise…"],
    ["calls hosted", 12, "calls hosted"],
    ["calls hosted late", 13, "calls hosted…"],
    ["a Donaudampfschifffahrtsgesellschaft", 12, "a Donaudamp…"],
    ["Donaudampfschifffahrt", 12, "Donaudampfs…"],
  ])("cuts %j to %d characters after a word: %j", (text, maximum, cut) => {
    expect(cleanText(text, maximum)).toBe(cut);
  });
});
