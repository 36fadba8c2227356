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
  const asked = tasks.map(([question, answer]) => ({
    question,
    name: / /.test(answer) ? nameOf.get(answer) : answer,
  }));

  it("has at least 60 written tasks, each with a tool, over every area", () => {
    const known = toolbox.open.map((tool) => tool.name);

    expect(asked.length).toBeGreaterThanOrEqual(60);
    expect(asked.filter(({ name }) => name === undefined || !known.includes(name))).toEqual([]);
    expect(new Set(asked.map(({ name = "" }) => toolbox.find(name).area))).toEqual(
      new Set(toolbox.open.map(({ area }) => area)),
    );
  });

  it("has the right tool among its first three for 95 % of the tasks", () => {
    const missed = asked.filter(
      ({ question, name }) =>
        !toolbox
          .search(question)
          .slice(0, 3)
          .some((tool) => tool.name === name),
    );

    expect(missed.length / asked.length, JSON.stringify(missed)).toBeLessThanOrEqual(0.05);
  });

  it("finds nothing for words that mean nothing", () => {
    expect(toolbox.search("zzz qqq")).toEqual([]);
  });

  it("stays within an area", () => {
    const found = toolbox.search("list everybody", "users");

    expect(found.map(({ area }) => area)).toEqual(found.map(() => "users"));
  });
});
