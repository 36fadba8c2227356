import type { Action, InputOf } from "../gong/action.ts";
import { effectOf } from "../gong/request.ts";
import { closedAction } from "../limits/decide.ts";
import { LimitError } from "../limits/error.ts";
import { closedFor, type Persona, subjectNamed } from "../limits/persona.ts";

/** What the owner allows a caller. */
export type ToolConfig = {
  /** A person at a command line, or a model behind the Model Context Protocol. */
  readonly caller: "person" | "model";
  readonly writes: boolean;
  readonly paid: boolean;
  /** Decides instead of `writes` and `paid`, where one is chosen. */
  readonly persona?: Persona | null | undefined;
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
  { caller, writes, paid, persona }: ToolConfig,
  input: Pick<InputOf<Action>, "file"> = {},
): string | null {
  if (persona) return closedAction(persona, action, input) ?? closedUpload(action, caller);
  const effect = effectOf(action, input);
  const { cost } = action;
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
  return closedUpload(action, caller);
}

/** A model could send any file that the server can read. */
function closedUpload({ name, upload }: Action, caller: ToolConfig["caller"]): string | null {
  return upload === undefined || caller === "person"
    ? null
    : `${name} sends a file of this machine and is not open to models; a person runs gong-digest tools call ${name}`;
}

/** May this caller use a tool over our own history? null when yes. */
export function mayRead(tool: string, { persona }: ToolConfig): string | null {
  const subject = subjectNamed(tool);
  if (!persona || !subject) return null;
  if (persona.revoked) return `persona ${persona.name} is revoked`;
  if (persona.workspace !== undefined) {
    return `${tool} is about all workspaces and cannot be narrowed to that of persona ${persona.name}`;
  }
  return closedFor(persona, subject);
}

/** @throws {LimitError} `denied` */
export function assertMayCall(action: Action, config: ToolConfig, input: InputOf<Action>): void {
  const reason = mayCall(action, config, input);
  if (reason !== null) throw new LimitError("denied", reason);
}
