import { createInterface } from "node:readline/promises";
import type { Action } from "../../src/gong/action.ts";
import { visibleLines } from "../../src/text.ts";
import { ToolError } from "../../src/tools/error.ts";
import type { FlatInput } from "../../src/tools/input.ts";
import { targetOf } from "../../src/tools/target.ts";

export type Consent = { readonly yes?: boolean; readonly confirm?: string };

/** Asks the person at the terminal; absent where there is none. */
export type Ask = (question: string) => Promise<string>;

/**
 * Goes on only when a person wants it: a write needs a yes, what cannot be undone needs its id or address
 * typed a second time, and `--yes` is not enough for that.
 *
 * @param why the very call needs an approval, as an upload that deletes does; undefined when it needs none
 * @throws {ToolError} `confirm`
 */
export async function confirmCall(
  action: Action,
  input: FlatInput,
  why: string | undefined,
  { yes, confirm }: Consent,
  ask: Ask | undefined,
): Promise<void> {
  if (action.effect === "read") return;
  if (why === undefined) {
    if (yes) return;
    if (!ask) throw refused(action, "it changes data in Gong; add --yes, or --dry-run to see the request");
    const answer = await ask(`${action.name}: ${action.summary}. Go on? [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw refused(action, "not confirmed");
    return;
  }
  const { text: target, more } = targetOf(action, input) ?? { text: action.name, more: 0 };
  const others = more === 0 ? "" : ` (it stands for ${more} more)`;
  const typed =
    confirm ??
    (await ask?.(
      `${action.name}: ${action.summary}. This cannot be undone: ${why}. Type ${target}${others} to go on: `,
    ));
  if (typed?.trim() === target) return;
  throw refused(
    action,
    typed === undefined
      ? `it cannot be undone; add --confirm ${target}${others}, or --dry-run to see the request`
      : `what was typed is not ${target}`,
  );
}

/** A prompt on the terminal, when there is a person at it. */
export function terminalAsk(): Ask | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  return async (question) => {
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await prompt.question(visibleLines(question));
    } finally {
      prompt.close();
    }
  };
}

const refused = ({ name }: Action, why: string): ToolError =>
  new ToolError("confirm", `${name}: nothing was sent; ${why}`);
