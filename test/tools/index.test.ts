import { describe, expect, expectTypeOf, it } from "vitest";
import * as whole from "../../src/tools/index.ts";
import { type AnswerOf, actions, type InputOf, type listUsers } from "../../src/tools/index.ts";

describe("the package", () => {
  it("exports every action by itself, with its own type", () => {
    const exported = new Set<unknown>(Object.values(whole));

    expect(actions.filter((action) => !exported.has(action)).map(({ name }) => name)).toEqual([]);
  });

  it("knows inputs and answers as types", () => {
    expectTypeOf<AnswerOf<typeof listUsers>["users"][number]["active"]>().toEqualTypeOf<boolean>();
    expectTypeOf<{ query: { includeAvatars: true } }>().toExtend<InputOf<typeof listUsers>>();
  });
});
