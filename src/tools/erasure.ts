import type { Action } from "../gong/action.ts";

/** Does this action take a person out of Gong? */
export const isErasure = ({ name }: Pick<Action, "name">): boolean => /^privacy\.erase/.test(name);

/** What is left to do when it does. */
export const erasureOffer =
  "Gong erases in Gong alone. What this program keeps of the person goes with gong-digest history erase --email ADDRESS (or --person ID)";
