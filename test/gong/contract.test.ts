import { stringify } from "lossless-json";
import { describe, expect, it } from "vitest";
import type { Action } from "../../src/gong/action.ts";
import { actions } from "../../src/gong/actions.ts";
import { answerOf } from "../../src/gong/answer.ts";
import { operationsOf } from "../../src/gong/spec.ts";
import { specExceptions } from "../../src/gong/spec-exceptions.ts";
import { answerFor, inputFor, requestFaults } from "../support/gong-contract.ts";
import { seeded } from "../support/gong-generate.ts";
import { isSpecHere, spec, specTitle } from "../support/gong-spec.ts";

const rounds = 100;

const isExcepted = (action: Action, place: string) =>
  specExceptions.some(({ route, places }) => route === action.route && places.includes(place));

const documented = isSpecHere ? actions.filter(({ route }) => operationsOf(spec).has(route)) : actions;

describe.skipIf(!isSpecHere)(specTitle(`${rounds} made-up inputs and answers`), () => {
  it.each(documented)("of $name become requests that the document admits", async (action) => {
    const random = seeded(20261116);
    for (let round = 0; round < rounds; round += 1) {
      const input = inputFor(action, random);

      const faults = await requestFaults(spec, action, input);

      expect({ input, faults: faults.filter(([place]) => !isExcepted(action, place)) }).toEqual({
        input,
        faults: [],
      });
    }
  });

  it.each(documented)("of $name are read, as the document admits them", (action) => {
    const random = seeded(53);
    const headers = new Headers();
    for (let round = 0; round < rounds; round += 1) {
      const text = stringify(answerFor(spec, action, random)) ?? "";

      const read = () => answerOf(action, { status: 200, headers, text }, (said) => said);

      expect(read, text).not.toThrow();
    }
  });
});
