import { describe, expect, it } from "vitest";
import { actions } from "../../src/gong/actions.ts";
import { operationsOf } from "../../src/gong/spec.ts";
import { driftsOf } from "../../src/gong/spec-check.ts";
import { specExceptions } from "../../src/gong/spec-exceptions.ts";
import { isSpecHere, spec, specTitle } from "../support/gong-spec.ts";

describe.skipIf(!isSpecHere)(specTitle("the actions and Gong's document"), () => {
  const drifts = driftsOf(spec, actions);

  it("differ in nothing but the exceptions, each of which has its reason", () => {
    expect(drifts).toEqual([]);
  });
});

describe("an exception", () => {
  it.each(specExceptions)("is for an action that exists: $route", ({ route, reason }) => {
    expect(actions.map((action) => action.route as string)).toContain(route);
    expect(reason).toMatch(/.{30}/);
  });

  it.skipIf(!isSpecHere)("that nothing needs any more is a drift itself", () => {
    const route = "GET /v2/users";
    const needless = { route, places: ["query.cursor"], fault: "gone", reason: "there was one once" };

    expect(operationsOf(spec).has(route)).toBe(true);
    expect(driftsOf(spec, actions, [...specExceptions, needless])).toContainEqual({
      route,
      place: "query.cursor",
      fault: "the exception for it is needed no more",
    });
  });
});
