import type { Action, InputOf } from "../gong/action.ts";
import { effectOf } from "../gong/request.ts";
import { isMembers, type Members, valuesAt, withRowsAt, withValueAt } from "./at.ts";
import { createMask } from "./mask.ts";
import { withoutOthers } from "./people.ts";
import { closedFor, type Persona, subjectNamed } from "./persona.ts";
import { type Reach, type Rows, reachOf } from "./reach.ts";
import { spokenIn, withoutWords } from "./words.ts";

export type Decision =
  | {
      readonly allowed: true;
      /** What may be sent: the caller's input, narrowed where a limit has a filter. */
      readonly input: InputOf<Action>;
      /** What may be given to the caller of an answer. */
      readonly answer: <T>(answer: T) => T;
    }
  | { readonly allowed: false; readonly reason: string };

/**
 * May a persona use this action at all, whatever the input? Null when it may, else why not.
 *
 * What is listed and what is called both ask here. Read-only beats all, exclude beats include, and what is not
 * included is closed.
 */
export function closedAction(persona: Persona, action: Action, given: InputOf<Action> = {}): string | null {
  const { name, paid, people, transcripts, workspace } = persona;
  if (persona.revoked) return `persona ${name} is revoked`;
  const subject = subjectNamed(action.name, effectOf(action, given));
  // An action that a program made itself has no name here that could have been included.
  if (!subject) return `${action.name} is none of the actions that a persona may include`;
  const reason = closedFor(persona, subject);
  if (reason !== null) return reason;
  if (action.cost === "credits" && !paid) {
    return `${action.name} costs the company AI credits at each call; personas.${name}.paid is off`;
  }
  const reach = reachOf(action.name);
  if (reach.words === "all" && !transcripts) {
    return `${action.name} gives what was said; personas.${name}.transcripts is off`;
  }
  if (people && reach.people === "anybody") {
    return `${action.name} may be about anybody and cannot be narrowed to the people of persona ${name}`;
  }
  if (workspace !== undefined && reach.workspace === "any") {
    return `${action.name} may be about any workspace and cannot be narrowed to that of persona ${name}`;
  }
  return null;
}

/**
 * May this very call be made, with what input, and what of its answer may be given?
 *
 * Pure: the same persona, action and input give the same decision.
 *
 * @param input as the action's schemas left it
 */
export function decide(persona: Persona, action: Action, input: InputOf<Action>): Decision {
  const reason =
    closedAction(persona, action, input) ??
    wordsFault(persona, action, input as Members) ??
    peopleFault(persona, action, input as Members) ??
    workspaceFault(persona, action, input as Members);
  if (reason !== null) return { allowed: false, reason };
  const reach = reachOf(action.name);
  return {
    allowed: true,
    input: narrowed(persona, reach, input as Members) as InputOf<Action>,
    answer: answerFor(persona, reach),
  };
}

function wordsFault({ name, transcripts }: Persona, action: Action, input: Members): string | null {
  const [selector] = transcripts || reachOf(action.name).words !== "some" ? [] : spokenIn(input);
  return selector === undefined
    ? null
    : `${action.name}: ${selector} gives what was said; personas.${name}.transcripts is off`;
}

function peopleFault({ name, people }: Persona, action: Action, input: Members): string | null {
  const { people: reach } = reachOf(action.name);
  if (!people || typeof reach === "string") return null;
  if (reach.fill !== undefined && people.ids.length === 0) {
    return `${action.name}: the Gong user ids of persona ${name}'s people are not known; put ids into personas.${name}.people, or run gong-digest backfill first`;
  }
  for (const path of [...(reach.users ?? []), ...(reach.fill === undefined ? [] : [`${reach.fill}[]`])]) {
    if (valuesAt(input, path).some((value) => !people.has(value))) {
      return `${action.name}: ${fieldOf(path)} names somebody who is not of persona ${name}'s people`;
    }
  }
  for (const path of reach.guests ?? []) {
    if (valuesAt(input, path).some(people.isOther)) {
      return `${action.name}: ${fieldOf(path)} names a colleague who is not of persona ${name}'s people`;
    }
  }
  return null;
}

function workspaceFault({ name, workspace }: Persona, action: Action, input: Members): string | null {
  const { workspace: reach } = reachOf(action.name);
  if (workspace === undefined || typeof reach === "string" || reach.input === undefined) return null;
  return valuesAt(input, reach.input).every((value) => String(value) === workspace)
    ? null
    : `${action.name}: ${fieldOf(reach.input)} is not the workspace of persona ${name}`;
}

/** The path as callers write it, without the part of the input. */
const fieldOf = (path: string): string => path.replace(/^(path|query|body)\./, "").replaceAll("[]", "");

function narrowed({ people, workspace }: Persona, reach: Reach, input: Members): Members {
  let own = input;
  if (people && typeof reach.people !== "string" && reach.people.fill !== undefined) {
    const { fill } = reach.people;
    // An empty filter would be everybody.
    if (valuesAt(own, `${fill}[]`).length === 0) own = withValueAt(own, fill, people.ids);
  }
  if (workspace !== undefined && typeof reach.workspace !== "string" && reach.workspace.input !== undefined) {
    own = withValueAt(own, reach.workspace.input, workspace);
  }
  return own;
}

/** What a persona may have of an answer. What was taken out of a list is said in it, as `withheld`. */
export function answerFor({ name, people, workspace, transcripts, mask }: Persona, reach: Reach) {
  const masked = createMask(mask);
  return <T>(given: T): T => {
    let answer: unknown = given;
    let [removed, isFiltered] = [0, false];
    const keepRows = (rows: Rows | undefined, keep: (value: unknown) => boolean): void => {
      if (!rows) return;
      isFiltered = true;
      const kept = withRowsAt(answer, rows.list, (row) => keep(valuesAt(row, rows.at)[0]));
      answer = kept.value;
      removed += kept.removed;
    };
    if (people && typeof reach.people !== "string") keepRows(reach.people.rows, people.has);
    if (people) answer = withoutOthers(answer, people);
    if (workspace !== undefined && typeof reach.workspace !== "string") {
      const { rows } = reach.workspace;
      keepRows(rows, (value) =>
        value === undefined ? rows?.unknown === "kept" : String(value) === workspace,
      );
    }
    if (!transcripts) answer = withoutWords(answer);
    answer = masked(answer);
    if (isFiltered) answer = withoutTotal(answer);
    const note = `rows that persona ${name} may not see are left out`;
    return (removed === 0 ? answer : withWithheld(answer, note)) as T;
  };
}

/** Says in an answer that it is not the whole; an earlier note stays before this one. */
export function withWithheld(answer: unknown, note: string): unknown {
  if (!isMembers(answer)) return answer;
  const { withheld } = answer;
  return { ...answer, withheld: typeof withheld === "string" ? `${withheld}; ${note}` : note };
}

/** The count of all rows would tell of those that were left out. */
function withoutTotal(answer: unknown): unknown {
  if (!isMembers(answer) || !isMembers(answer.records)) return answer;
  const { totalRecords: _, ...records } = answer.records;
  return { ...answer, records };
}
