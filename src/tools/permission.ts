import type { Action } from "../gong/action.ts";
import { traitsOf } from "./catalogue.ts";
import { ToolError } from "./error.ts";

/** What the owner allows a caller. */
export type ToolConfig = {
  /** A person at a command line, or a model behind the Model Context Protocol. */
  readonly caller: "person" | "model";
  readonly writes: boolean;
  readonly paid: boolean;
};

/**
 * May this caller use this action? null when yes, else why not and what would change that.
 *
 * The one place that decides: what is listed and what is called both ask here, so that nothing hidden can be
 * called.
 */
export function mayCall(action: Action, { caller, writes, paid }: ToolConfig): string | null {
  const { cost, upload } = traitsOf(action);
  if (cost === "credits" && !paid) {
    return `${action.name} costs the company AI credits at each call; set tools.paid: on in config.yaml to allow it`;
  }
  if (caller === "person" || action.effect === "read") return null;
  if (action.effect === "destructive") {
    return `${action.name} takes data away for good and is not open to models; a person runs gong-digest tools call ${action.name}`;
  }
  if (!writes) {
    return `${action.name} changes data in Gong; set tools.writes: on in config.yaml to open writes to models`;
  }
  return upload === undefined
    ? null
    : `${action.name} sends a file of this machine and is not open to models; a person runs gong-digest tools call ${action.name}`;
}

/** @throws {ToolError} `denied` */
export function assertMayCall(action: Action, config: ToolConfig): void {
  const reason = mayCall(action, config);
  if (reason !== null) throw new ToolError("denied", reason);
}
