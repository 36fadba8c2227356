import { describe, expect, it } from "vitest";
import { actions } from "../../src/gong/actions.ts";
import { catalogue } from "./catalogue.ts";

const slugsOf = ({ slug, aliases = [] }: (typeof actions)[number]) => [...(slug ? [slug] : []), ...aliases];

describe("the catalogue", () => {
  it("has 58 names for 57 operations", () => {
    expect(Object.keys(catalogue)).toHaveLength(58);
    expect(new Set(Object.values(catalogue)).size).toBe(57);
  });

  it.each(Object.entries(catalogue))("has %s, which is one action by %s", (slug, route) => {
    const found = actions.filter((action) => slugsOf(action).includes(slug));

    expect(found.map((action) => action.route)).toEqual([route]);
  });

  it("has every slug that an action says it has", () => {
    expect(actions.flatMap(slugsOf).toSorted()).toEqual(Object.keys(catalogue).toSorted());
  });

  it("lacks 11 of the 68 actions, which have no slug", () => {
    expect(actions).toHaveLength(68);
    expect(actions.filter(({ slug }) => slug === undefined)).toHaveLength(11);
  });
});
