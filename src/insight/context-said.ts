import type { SettingChange } from "../context.ts";
import { type Day, weekOfDay } from "../day.ts";
import type { ContextFact, ContextKind } from "../finding.ts";
import type { Entity, Panel } from "../series.ts";
import type { Setting, Slot, Statement } from "../words/statement.ts";
import type { ContextInput } from "./context-input.ts";
import type { Verdict } from "./judge.ts";
import { isRecent, type ManagerChange, managerChange, turnoverOf } from "./roster-facts.ts";
import { say } from "./statements.ts";

/** Facts with the statement that tells them. */
export type Said = { readonly facts: readonly ContextFact[]; readonly statement: Statement };

type Named = { readonly id: string; readonly name: string };

/** Somebody whom the finding is not about is named first. */
type Whose = Readonly<Record<string, Slot>>;
const own: Whose = { whose: { choice: "own" } };
const of = (name: string): Whose => ({ whose: { choice: "other" }, who: { text: name } });

/**
 * Settings that were switched, and whether somebody is new or has another manager.
 *
 * @param isOwn the verdict is about this person, who is then not named again
 */
export function personSaid(
  id: string,
  verdict: Verdict,
  isOwn: boolean,
  input: ContextInput,
): readonly Said[] {
  const { panel, facts } = input;
  const name = facts.nameOf(id);
  const whose = isOwn ? own : of(name);
  const person = { id, name };
  const created = facts.createdOn(id);
  const said: Said[] = [];
  for (const { what, isOn, kind, day } of switchesIn(facts.people.get(id)?.settings ?? [], verdict, panel)) {
    if (day === created) continue;
    const slots = { ...whose, isOn: { choice: isOn ? "yes" : "no" }, day: { day } };
    const statement =
      what.length === 0
        ? say("activated", slots)
        : say("switched", { ...slots, settings: { settings: what } });
    said.push({ facts: [fact(kind, person, weekOfDay(day), day)], statement });
  }
  if (created !== null && isRecent(panel, weekOfDay(created))) {
    const week = weekOfDay(created);
    const hasTeam = typeof panel.teamOf.get(id)?.at(-1) === "string";
    const where = { choice: hasTeam ? "team" : "company" };
    const statement = say("joined", { ...whose, where, week: { week } });
    said.push({ facts: [fact("joined", person, week, created)], statement });
  }
  const change = managerChange(panel, id);
  if (change) {
    const statement = managerStatement(change, whose, input);
    said.push({ facts: [fact(change.kind, person, change.week, null)], statement });
  }
  return said;
}

function managerStatement(
  { kind, week, from, to }: ManagerChange,
  whose: Whose,
  { facts, isWithin }: ContextInput,
): Statement {
  const slots = { ...whose, week: { week } };
  if (kind === "new-manager") return say("newManager", slots);
  const isTold = (manager: string): boolean =>
    isWithin({ level: "person", id: manager, name: "", teamId: null });
  if (from === null || !isTold(from) || !isTold(to)) return say("movedTeam", slots);
  const managers = { now: { text: facts.nameOf(to) }, before: { text: facts.nameOf(from) } };
  return say("otherManager", { ...slots, ...managers });
}

/** Who came to a team or went from it; the team is named where the verdict is about the company. */
export function teamSaid(id: string, entity: Entity, { panel, facts }: ContextInput): readonly Said[] {
  const name = `${facts.nameOf(id)}'s team`;
  const whose = entity.id === id ? own : of(name);
  const isNew = (person: string): boolean => {
    const created = facts.createdOn(person);
    return created !== null && isRecent(panel, weekOfDay(created));
  };
  return turnoverOf(panel, id, isNew).map(({ kind, people, of: all, since }) => ({
    facts: [fact(kind === "left" || kind === "joined" ? kind : "moved-team", { id, name }, since, null)],
    statement: say("turnover", {
      ...whose,
      people: { count: people },
      all: { count: all },
      change: { choice: kind },
      week: { week: since },
    }),
  }));
}

const fact = (kind: ContextKind, { id, name }: Named, week: string, day: Day | null): ContextFact => ({
  kind,
  id,
  name,
  week,
  day,
});

/** Whether a setting brings calls to Gong when it is on, or keeps them out. */
const settings: Readonly<Record<Setting, "brings" | "bars">> = {
  webConferencesRecorded: "brings",
  preventWebConferenceRecording: "bars",
  callsImported: "brings",
  gongConnectEnabled: "brings",
};

const isSetting = (name: string): name is Setting => Object.hasOwn(settings, name);

type Switch = {
  /** Empty for the person's account itself. */
  readonly what: readonly Setting[];
  readonly isOn: boolean;
  readonly kind: ContextKind;
  readonly day: Day;
};

/**
 * The last two switches in the weeks that a verdict is about and the one before them. What was switched the same way
 * on one day, one after the other, is one.
 */
function switchesIn(
  changes: readonly SettingChange[],
  { span }: Verdict,
  { weeks }: Panel,
): readonly Switch[] {
  const first = weeks[Math.max(0, weeks.length - 1 - Math.max(1, span))] ?? "";
  const switches: (Switch & { readonly what: Setting[] })[] = [];
  for (const { setting, value: isOn, day } of changes) {
    const kind = kindOf(setting, isOn);
    if (kind === null || weekOfDay(day) < first) continue;
    const last = switches.at(-1);
    const isSame = last?.kind === kind && last.isOn === isOn && last.day === day;
    if (last && isSame && isSetting(setting)) last.what.push(setting);
    else switches.push({ what: isSetting(setting) ? [setting] : [], isOn, kind, day });
  }
  return switches.slice(-2);
}

/** null for a setting that has nothing to do with calls. */
function kindOf(setting: string, isOn: boolean): ContextKind | null {
  if (setting === "active") return isOn ? "joined" : "left";
  if (!isSetting(setting)) return null;
  return isOn === (settings[setting] === "bars") ? "recording-off" : "recording-on";
}
