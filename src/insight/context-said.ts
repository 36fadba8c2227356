import type { SettingChange } from "../context.ts";
import { type Day, weekOfDay } from "../day.ts";
import type { ContextFact, ContextKind } from "../finding.ts";
import type { Entity, Panel } from "../series.ts";
import type { ContextInput } from "./context-input.ts";
import * as say from "./context-sentences.ts";
import type { Verdict } from "./judge.ts";
import { isRecent, managerChange, turnoverOf } from "./roster-facts.ts";

/** Facts with the sentence that states them. */
export type Said = { readonly facts: readonly ContextFact[]; readonly sentence: string };

type Named = { readonly id: string; readonly name: string };

/**
 * Settings that were switched, and whether somebody is new or has another manager.
 *
 * @param isOwn the verdict is about this person, who is then not named again
 */
export function personSaid(
  id: string,
  verdict: Verdict,
  isOwn: boolean,
  { panel, facts, isWithin }: ContextInput,
): readonly Said[] {
  const name = facts.nameOf(id);
  const who = isOwn ? null : name;
  const person = { id, name };
  const created = facts.createdOn(id);
  const said: Said[] = [];
  for (const { what, isOn, kind, day } of switchesIn(facts.people.get(id)?.settings ?? [], verdict, panel)) {
    if (day === created) continue;
    const sentence = what.length === 0 ? say.activated(who, isOn, day) : say.switched(who, what, isOn, day);
    said.push({ facts: [fact(kind, person, weekOfDay(day), day)], sentence });
  }
  if (created !== null && isRecent(panel, weekOfDay(created))) {
    const week = weekOfDay(created);
    const hasTeam = typeof panel.teamOf.get(id)?.at(-1) === "string";
    said.push({ facts: [fact("joined", person, week, created)], sentence: say.joined(who, hasTeam, week) });
  }
  const change = managerChange(panel, id);
  if (change) {
    const { kind, week, from, to } = change;
    const isTold = (manager: string): boolean =>
      isWithin({ level: "person", id: manager, name: "", teamId: null });
    const managers =
      from !== null && isTold(from) && isTold(to) ? { from: facts.nameOf(from), to: facts.nameOf(to) } : null;
    const sentence = kind === "new-manager" ? say.newManager(who, week) : say.movedTeam(who, week, managers);
    said.push({ facts: [fact(kind, person, week, null)], sentence });
  }
  return said;
}

/** Who came to a team or went from it; the team is named where the verdict is about the company. */
export function teamSaid(id: string, entity: Entity, { panel, facts }: ContextInput): readonly Said[] {
  const name = `${facts.nameOf(id)}'s team`;
  const who = entity.id === id ? null : name;
  const isNew = (person: string): boolean => {
    const created = facts.createdOn(person);
    return created !== null && isRecent(panel, weekOfDay(created));
  };
  const kinds = {
    left: "left",
    joined: "joined",
    "moved in": "moved-team",
    "moved out": "moved-team",
  } as const;
  return turnoverOf(panel, id, isNew).map((change) => ({
    facts: [fact(kinds[change.kind], { id, name }, change.since, null)],
    sentence: say.turnover(who, change),
  }));
}

const fact = (kind: ContextKind, { id, name }: Named, week: string, day: Day | null): ContextFact => ({
  kind,
  id,
  name,
  week,
  day,
});

/** What a setting is called, and whether it keeps calls out of Gong when it is on. */
const settingWords: Readonly<Record<string, { readonly what: string; readonly isBar?: boolean }>> = {
  webConferencesRecorded: { what: "recording" },
  preventWebConferenceRecording: { what: "the bar on recording", isBar: true },
  callsImported: { what: "import of calls" },
  gongConnectEnabled: { what: "Gong Connect" },
};

type Switch = {
  /** Empty for the person's account itself. */
  readonly what: readonly string[];
  readonly isOn: boolean;
  readonly kind: ContextKind;
  readonly day: Day;
};

/**
 * The last two switches in the weeks that a verdict is about and the one before them. What was switched the same way
 * on one day, one after the other, is one.
 */
function switchesIn(
  settings: readonly SettingChange[],
  { span }: Verdict,
  { weeks }: Panel,
): readonly Switch[] {
  const first = weeks[Math.max(0, weeks.length - 1 - Math.max(1, span))] ?? "";
  const switches: (Switch & { readonly what: string[] })[] = [];
  for (const { setting, value: isOn, day } of settings) {
    const kind = kindOf(setting, isOn);
    if (kind === null || weekOfDay(day) < first) continue;
    const what = settingWords[setting]?.what;
    const last = switches.at(-1);
    const isSame = last?.kind === kind && last.isOn === isOn && last.day === day;
    if (last && isSame && what !== undefined) last.what.push(what);
    else switches.push({ what: what === undefined ? [] : [what], isOn, kind, day });
  }
  return switches.slice(-2);
}

/** null for a setting that has nothing to do with calls. */
function kindOf(setting: string, isOn: boolean): ContextKind | null {
  if (setting === "active") return isOn ? "joined" : "left";
  const words = settingWords[setting];
  if (!words) return null;
  return isOn === (words.isBar ?? false) ? "recording-off" : "recording-on";
}
