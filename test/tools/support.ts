import type { Action } from "../../src/gong/action.ts";
import { listWorkspaces } from "../../src/gong/workspaces.ts";
import type { HistoryReads } from "../../src/tools/history-tools.ts";

const none = (): never => {
  throw new Error("no history here");
};

/** Stands where only the tools' definitions matter. */
export const noHistory: HistoryReads = { series: none, findings: none, explain: none, digest: none };

/** An action that is there, with another effect or other traits. */
export const altered = (
  traits: Readonly<Record<string, unknown>>,
  action: Action = listWorkspaces,
): Action => ({ ...action, ...traits });
