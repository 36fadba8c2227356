import { hashOf, pick, streamOf } from "../../src/mock/random.ts";

/** Choices that follow from the seed alone, the same ones in every run. */
export type Chance = {
  /** True so often out of 1. */
  is(probability: number): boolean;
  /** Both ends included. */
  whole(from: number, to: number): number;
  oneOf<Choice>(choices: readonly Choice[]): Choice;
  /** Each choice as likely as its weight. */
  weighted<Choice>(choices: readonly (readonly [weight: number, choice: Choice])[]): Choice;
};

export function chanceOf(...seed: readonly number[]): Chance {
  const stream = streamOf(...seed);
  const at = <Choice>(choices: readonly Choice[], place: number): Choice => {
    const choice = choices[place];
    if (choice === undefined) throw new Error("expected at least one choice");
    return choice;
  };
  return {
    is: (probability) => stream() < probability,
    whole: (from, to) => from + Math.floor(stream() * (to - from + 1)),
    oneOf: (choices) => at(choices, Math.floor(stream() * choices.length)),
    weighted: (choices) => {
      const place = pick(
        stream,
        choices.map(([weight]) => weight),
      );
      return at(choices, place)[1];
    },
  };
}

/** A whole number from 0 to `below` - 1 that depends on the parts alone. */
export const fixed = (below: number, ...parts: readonly number[]): number => hashOf(...parts) % below;
