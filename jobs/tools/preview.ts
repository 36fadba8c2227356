import type { Action, InputOf } from "../../src/gong/action.ts";
import { type Guard, opened } from "../../src/limits/guard.ts";
import { whyApproval } from "../../src/limits/irreversible.ts";
import type { Preview } from "../../src/tools/tool.ts";

/** A call as it would be sent under a guard, for those who only want to see it. @throws {LimitError} `denied` */
export function previewFor(guard: Guard, action: Action, given: InputOf<Action>): Preview {
  const { input } = opened(guard, action, given);
  const why = whyApproval(action, input);
  return { input, approval: why === null ? {} : { needsApproval: why } };
}
