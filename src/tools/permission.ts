import type { Action, InputOf } from "../gong/action.ts";
import { effectOf } from "../gong/request.ts";
import { ToolError } from "./error.ts";

/** What the owner allows a caller. */
export type ToolConfig = {
  /** A person at a command line, or a model behind the Model Context Protocol. */
  readonly caller: "person" | "model";
  readonly writes: boolean;
  readonly paid: boolean;
};

/**
 * May this caller use this action, or make this very call of it? null when yes, else why not and what would
 * change that.
 *
 * The one place that decides: what is listed and what is called both ask here, so that nothing hidden can be
 * called.
 */
export function mayCall(
  action: Action,
  { caller, writes, paid }: ToolConfig,
  input: Pick<InputOf<Action>, "file"> = {},
): string | null {
  const effect = effectOf(action, input);
  const { cost, upload } = action;
  if (cost === "credits" && !paid) {
    return `${action.name} costs the company AI credits at each call; set tools.paid: on in config.yaml to allow it`;
  }
  if (caller === "person" || effect === "read") return null;
  if (effect === "destructive") {
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
export function assertMayCall(action: Action, config: ToolConfig, input: InputOf<Action>): void {
  const reason = mayCall(action, config, input);
  if (reason !== null) throw new ToolError("denied", reason);
}
