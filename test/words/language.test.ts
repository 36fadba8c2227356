import { describe, expect, it } from "vitest";
import { en } from "../../src/words/en.ts";
import { languageOf } from "../../src/words/language.ts";

const { say } = languageOf("en");
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("say", () => {
  it("writes one call as one, and a name as it is", () => {
    const sentence = say({
      pattern: "held",
      slots: {
        who: { text: "dana's team" },
        value: { value: 1, of: "callsAsHost" },
        usual: { range: { low: 5, middle: 7, high: 9 }, of: "callsAsHost" },
      },
    });

    expect(sentence).toBe("dana's team held 1 call; usually 5–9 a week.");
  });

  it("starts with a capital where a number word leads", () => {
    const sentence = say({ pattern: "streak", slots: { weeks: { count: 3 }, side: { choice: "down" } } });

    expect(sentence).toBe("Three weeks in a row below the usual range.");
  });

  it("writes points of a ratio without a sign where a word says the side", () => {
    const sentence = say({
      pattern: "awayInPoints",
      slots: { points: { size: -0.2, of: "talkRatio" }, side: { choice: "down" } },
    });

    expect(plain(sentence)).toBe("That is 20 points below the middle of that range.");
  });

  it("writes whom a fact is about only where that is somebody else, and several settings as one list", () => {
    const slots = {
      settings: { settings: ["preventWebConferenceRecording", "gongConnectEnabled"] },
      isOn: { choice: "no" },
      day: { day: "2026-11-11" },
    } as const;

    expect(say({ pattern: "switched", slots: { ...slots, whose: { choice: "own" } } })).toBe(
      "The bar on recording and Gong Connect were switched off on Wed 11 Nov.",
    );
    expect(
      say({ pattern: "switched", slots: { ...slots, whose: { choice: "other" }, who: { text: "bo" } } }),
    ).toBe("bo: the bar on recording and Gong Connect were switched off on Wed 11 Nov.");
  });

  it("leaves out of a link the day that is not known", () => {
    const sentence = say({
      pattern: "lengthLink",
      slots: { name: { text: "Ana" }, isDated: { choice: "no" }, length: { lengths: [3120] } },
    });

    expect(plain(sentence)).toBe("See Ana's call in Gong (52 min)");
  });

  it.each(["{x}", "it's {0}", "<b>bold</b>", "{n, plural, other {!}}", "'{'"])(
    "takes %j as a name and never as part of the message",
    (name) => {
      const sentence = say({
        pattern: "silent",
        slots: { who: { text: name }, weeks: { count: 3 } },
      });

      expect(sentence).toBe(`${name}: no activity for three weeks.`);
    },
  );

  it("names every place of every pattern that it cannot fill", () => {
    for (const pattern of Object.keys(en.sentences) as (keyof typeof en.sentences)[]) {
      if (!en.sentences[pattern].includes("{")) continue;
      expect(() => say({ pattern, slots: {} })).toThrow(/not provided/);
    }
  });
});

describe("the words", () => {
  it.each(Object.entries(en.sentences))("of %s name no cause, advice, praise or blame", (_, message) => {
    expect(message).not.toMatch(
      /because|due to|caused|leads? to|should|must|great|good|bad|poor|worst|best|fail|excellent|concern/i,
    );
  });

  it.each(Object.entries(en.sentences))("of %s say usual range and no other word for it", (_, message) => {
    expect(message).not.toMatch(/\b(band|baseline|norm|expected|normal|average)\b/i);
  });
});
