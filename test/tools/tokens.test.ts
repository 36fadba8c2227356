import { readFileSync } from "node:fs";
import { join } from "node:path";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { actions } from "../../src/gong/actions.ts";
import { packageRoot } from "../../src/root.ts";
import { areaOf, toolNameOf } from "../../src/tools/catalogue.ts";
import { exportOf, mcpToolOf } from "../../src/tools/formats.ts";
import { listedTools } from "../../src/tools/mcp/server.ts";
import { createToolbox } from "../../src/tools/toolbox.ts";
import { noHistory } from "./support.ts";

const readme = readFileSync(join(packageRoot, "README.md"), "utf8");

const tokens = (value: unknown): number => countTokens(JSON.stringify(value));

const owner = { caller: "model", writes: true, paid: true } as const;

describe("the context that tools cost, in tokens of o200k", () => {
  it("is at most 10,000 for every action with annotations", () => {
    expect(tokens(exportOf(actions, "mcp"))).toBeLessThanOrEqual(10_000);
  });

  it("is at most 2,000 for the statistics and what they refer to", () => {
    const areas = ["stats", "users", "settings", "coaching"];
    const some = actions.filter((action) => areas.includes(areaOf(action)));

    expect(tokens(exportOf(some, "mcp"))).toBeLessThanOrEqual(2000);
  });

  it("is at most 900 for the router's three tools", () => {
    const toolbox = createToolbox({ actions, history: noHistory, config: owner });

    expect(tokens({ tools: listedTools({ toolbox, router: true }) })).toBeLessThanOrEqual(900);
  });

  it("is at most 600 for the four tools over the history", () => {
    const toolbox = createToolbox({ actions: [], history: noHistory, config: owner });

    expect(tokens({ tools: listedTools({ toolbox, router: false }) })).toBeLessThanOrEqual(600);
  });

  it.each`
    row                                         | areas                                         | isOn     | router
    ${"`--router`: search, describe, call"}     | ${[]}                                         | ${false} | ${true}
    ${"`--area stats users settings coaching`"} | ${["stats", "users", "settings", "coaching"]} | ${false} | ${false}
    ${"nothing else, as it comes"}              | ${[]}                                         | ${false} | ${false}
    ${"`tools: { writes: on, paid: on }`"}      | ${[]}                                         | ${true}  | ${false}
  `("is what the README says with $row", ({ row, areas, isOn, router }) => {
    const config = { caller: "model", writes: isOn, paid: isOn } as const;
    const toolbox = createToolbox({ actions, history: noHistory, config, areas });
    const tools = listedTools({ toolbox, router });

    const said = `| ${row} | ${tools.length} | ${tokens({ tools }).toLocaleString("en")} |`;
    expect(readme).toContain(said);
  });

  it.each(actions.map((action) => [toolNameOf(action), action] as const))(
    "is at most 400 for %s",
    (_, action) => {
      expect(tokens(mcpToolOf(action))).toBeLessThanOrEqual(400);
    },
  );
});
