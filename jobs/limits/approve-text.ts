import type { Approval } from "../../src/history/approvals.ts";
import { LimitError } from "../../src/limits/error.ts";
import type { ApprovalRequest } from "../../src/limits/signed-approval.ts";
import { findAction } from "../../src/tools/catalogue.ts";
import type { FlatInput } from "../../src/tools/input.ts";
import { targetOf } from "../../src/tools/target.ts";
import type { Session } from "../session/session.ts";
import type { Ask } from "../tools/confirm.ts";

/** A line of `approve --list`. */
export function lookAtApproval({ id, action, persona, state, until, why }: Approval): string {
  const when = state === "asked" || state === "approved" ? ` until ${until}` : "";
  return `${id}  ${state}${when}  ${action}  ${persona ?? "no persona"}  ${why}`;
}

/**
 * Shows what would go and lets a person type its target again.
 *
 * @throws {LimitError} `approval` when there is no terminal, or what was typed is something else
 */
export async function retype(
  session: Session,
  request: ApprovalRequest,
  ask: Ask | undefined,
): Promise<void> {
  if (!ask) {
    throw new LimitError(
      "approval",
      "approve needs a person at a terminal: stdin or stderr is none. Nothing was approved",
    );
  }
  const action = findAction(request.action);
  const given = JSON.parse(request.arguments) as { readonly [Part in "path" | "query" | "body"]?: object };
  const flat = {
    ...given.path,
    ...given.query,
    ...(Array.isArray(given.body) ? { body: given.body } : given.body),
  } as FlatInput;
  const { text: target, more } = targetOf(action, flat) ?? { text: action.name, more: 0 };
  const lines = [
    `${action.name}: ${action.summary}`,
    `Why it asks: ${request.why}`,
    `Who asks:    ${request.persona === null ? "nobody under a persona" : `persona ${request.persona}`}`,
    `Where:       ${request.baseUrl}, ${action.route}`,
    `What goes:   ${visible(JSON.stringify(given, null, 2))}`,
  ];
  session.log.info(lines.join("\n"));
  const others = more === 0 ? "" : ` (it stands for ${more} more)`;
  const typed = await ask(`This cannot be undone. Type ${visible(target)}${others} to approve it: `);
  if (typed.trim() === target) return;
  throw new LimitError("approval", `what was typed is not ${visible(target)}; nothing was approved`);
}

/** A caller chose these letters: none of them may move the cursor or turn the line around. */
const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (letter) =>
    letter === "\n" ? letter : `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
