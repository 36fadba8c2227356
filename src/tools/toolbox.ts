import type { Action } from "../gong/action.ts";
import { LimitError } from "../limits/error.ts";
import { didYouMean } from "../nearest.ts";
import { actionTool } from "./action-tool.ts";
import { ToolError } from "./error.ts";
import { type HistoryReads, historyTools } from "./history-tools.ts";
import type { ToolConfig } from "./permission.ts";
import { searchOver } from "./search.ts";
import type { Tool } from "./tool.ts";

/** The tools that one caller has. What is closed to the caller is not in `open` and cannot be called. */
export type Toolbox = {
  readonly open: readonly Tool[];
  /** @throws {ToolError} `unknown` with suggestions; {LimitError} `denied` with the reason */
  readonly find: (name: string) => Tool;
  readonly search: (query: string, area?: string) => readonly Tool[];
};

/** @param areas only these; `history` is one of them. All when it is empty. */
export function createToolbox(parts: {
  readonly actions: readonly Action[];
  readonly history?: HistoryReads | undefined;
  readonly config: ToolConfig;
  readonly areas?: readonly string[] | undefined;
}): Toolbox {
  const all = [...(parts.history ? historyTools(parts.history) : []), ...parts.actions.map(actionTool)];
  const known = [...new Set(all.map(({ area }) => area))];
  const areas = parts.areas ?? [];
  for (const area of areas.filter((each) => !known.includes(each))) {
    throw new ToolError("unknown", `area: ${JSON.stringify(area)} is none, expected ${known.join(", ")}`);
  }
  const within = all.filter(({ area }) => areas.length === 0 || areas.includes(area));
  const open = within.filter((tool) => tool.closed(parts.config) === null);
  const byName = new Map(within.flatMap((tool) => tool.names.map((name) => [name.toLowerCase(), tool])));
  const entries = open.map((tool) => ({
    item: tool,
    name: tool.name,
    summary: tool.description,
    more: `${tool.area} ${tool.words}`,
  }));
  const search = searchOver(entries);
  return {
    open,
    find(name) {
      const tool = byName.get(name.toLowerCase());
      if (!tool) {
        const names = open.map((each) => each.name);
        throw new ToolError("unknown", `${JSON.stringify(name)} is no tool.${didYouMean(name, names)}`);
      }
      const reason = tool.closed(parts.config);
      if (reason !== null) throw new LimitError("denied", reason);
      return tool;
    },
    search: (query, area) =>
      search(query, area === undefined ? 5 : open.length)
        .filter((tool) => area === undefined || tool.area === area)
        .slice(0, 5),
  };
}
