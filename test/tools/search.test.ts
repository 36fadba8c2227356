import { describe, expect, it } from "vitest";
import { actions } from "../../src/gong/actions.ts";
import { toolNameOf } from "../../src/tools/catalogue.ts";
import { createToolbox } from "../../src/tools/toolbox.ts";
import { noHistory } from "./support.ts";
import { tasks } from "./tasks.ts";

const toolbox = createToolbox({
  actions,
  history: noHistory,
  config: { caller: "person", writes: true, paid: true },
});
const nameOf = new Map<string, string>(actions.map((action) => [action.route, toolNameOf(action)]));

describe("the search for a tool", () => {
  const known = tasks.flatMap(([question, answer]) => {
    const name = / /.test(answer) ? nameOf.get(answer) : answer;
    return name === undefined ? [] : [{ question, name }];
  });

  it("has at least 60 written tasks", () => {
    expect(tasks.length).toBeGreaterThanOrEqual(60);
  });

  it("has the right tool among its first three for 95 % of the tasks whose tool exists", () => {
    const missed = known.filter(
      ({ question, name }) =>
        !toolbox
          .search(question)
          .slice(0, 3)
          .some((tool) => tool.name === name),
    );

    expect(missed.length / known.length, JSON.stringify(missed)).toBeLessThanOrEqual(0.05);
  });

  it("finds nothing for words that mean nothing", () => {
    expect(toolbox.search("zzz qqq")).toEqual([]);
  });

  it("stays within an area", () => {
    const found = toolbox.search("list everybody", "users");

    expect(found.map(({ area }) => area)).toEqual(found.map(() => "users"));
  });
});
