import type { Action, InputOf } from "../gong/action.ts";
import { effectOf } from "../gong/request.ts";

/**
 * Writes that nothing in Gong's API can put back as it was: what they overwrite is gone, or what they create cannot
 * be deleted and widens what people may see. They need an approval as every destructive call does.
 */
export const overwriting: Readonly<Record<string, string>> = {
  "meetings.update": "what is left out of the meeting is lost",
  "permissions.createProfile": "a profile cannot be deleted again, and may open data to people",
  "permissions.updateProfile": "the profile that was there is lost",
  "integrations.setOrigins": "the origins that were set are lost",
};

/** Why this very call needs an approval; null when it needs none. */
export function whyApproval(action: Action, input: Pick<InputOf<Action>, "file"> = {}): string | null {
  if (effectOf(action, input) === "destructive") return "it takes data away for good";
  return Object.hasOwn(overwriting, action.name) ? (overwriting[action.name] ?? null) : null;
}
