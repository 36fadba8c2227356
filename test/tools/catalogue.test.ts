import { describe, expect, it } from "vitest";
import { actions } from "../../src/gong/actions.ts";
import { actionsOf, findAction, namesOf, toolNameOf } from "../../src/tools/catalogue.ts";

describe("the names of actions", () => {
  it.each(actions.map((action) => [action.name, action] as const))(
    "%s answers to each of them",
    (_, action) => {
      for (const name of namesOf(action)) {
        expect(findAction(name)).toBe(action);
        expect(findAction(name.toLowerCase())).toBe(action);
      }
    },
  );

  it("belong to one action each", () => {
    const names = actions.flatMap((action) => [
      ...new Set(namesOf(action).map((name) => name.toLowerCase())),
    ]);

    expect(new Set(names).size).toBe(names.length);
  });

  it.each(actions.map(toolNameOf))("as a tool, %s is a name that every provider takes", (name) => {
    expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  });

  it.each`
    typed                            | meant
    ${"user.list"}                   | ${"users.list"}
    ${"calls.lst"}                   | ${"calls.list"}
    ${"stats.activityByPeriods"}     | ${"stats.activityByPeriod"}
    ${"workspace"}                   | ${"workspaces.list"}
    ${"GONG_LIST_ALL_USERS_V2_USER"} | ${"GONG_LIST_ALL_USERS_V2_USERS"}
  `("$typed gets $meant suggested", ({ typed, meant }) => {
    expect(() => findAction(typed)).toThrow(`Did you mean ${meant}`);
  });

  it("name the areas when one does not exist", () => {
    expect(() => actionsOf(["stat"])).toThrow('area: "stat" is none, expected users, stats,');
  });
});
