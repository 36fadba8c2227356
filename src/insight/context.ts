import type { PersonContext, SettingChange } from "../context.ts";
import { type Day, weekOfDay } from "../day.ts";
import type { ContextFact, ContextKind, Driver, Evidence, Finding } from "../finding.ts";
import { type Metric, type MetricId, metricOf } from "../metrics.ts";
import type { Entity, Panel } from "../series.ts";
import { carriersOf } from "./carriers.ts";
import * as say from "./context-sentences.ts";
import { driversOf } from "./drivers.ts";
import { type Judgement, type Verdict, verdictFor } from "./judge.ts";
import { isRecent, managerChange, turnoverOf } from "./roster-facts.ts";

/** Sentences, links and people that one finding takes on. */
const [mostSentences, mostLinks, mostPeople] = [4, 3, 3];

/** A driver with less of the change is not named for it. */
const leastShare = 0.1;

/** What is known of people beside their numbers; names cleaned, days the company's. */
export type ContextFacts = {
  readonly people: ReadonlyMap<string, PersonContext>;
  readonly nameOf: (id: string) => string;
  readonly createdOn: (id: string) => Day | null;
};

/** What a finding takes on from its context; empty where there is none. */
export type ToldContext = {
  readonly sentences: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly context: readonly ContextFact[];
};

/** What the context of a verdict is looked up in. */
export type ContextInput = {
  readonly judgement: Judgement;
  readonly panel: Panel;
  readonly facts: ContextFacts;
  /** Whom the reader may read about. */
  readonly isWithin: (entity: Entity) => boolean;
};

type Named = { readonly id: string; readonly name: string };

/** A fact with its sentence. */
type Said = { readonly facts: readonly ContextFact[]; readonly sentence: string };

/** The finding with its context; the very same one where there is nothing to say. */
export function withContext(
  finding: Finding,
  verdict: Verdict,
  drivers: readonly Driver[],
  input: ContextInput,
): Finding {
  const { sentences, evidence, context } = contextOf(verdict, drivers, input);
  if (sentences.length === 0 && evidence.length === 0) return finding;
  return {
    ...finding,
    sentences: [...finding.sentences, ...sentences],
    evidence: [...finding.evidence, ...evidence].slice(0, mostLinks),
    ...(context.length > 0 ? { context } : {}),
  };
}

/**
 * What Gong tells beside a verdict, as sentences that state and never explain: of the person, or of the people and
 * teams that drive a team's or the company's change.
 */
export function contextOf(verdict: Verdict, drivers: readonly Driver[], input: ContextInput): ToldContext {
  const { entity } = verdict.series;
  const isPerson = entity.level === "person";
  const people = peopleBehind(verdict, drivers, input.judgement, input.panel).filter((id) =>
    input.isWithin({ level: "person", id, name: "", teamId: null }),
  );
  const teams =
    entity.level === "company" ? mainDrivers(drivers).map(({ id }) => id) : isPerson ? [] : [entity.id];
  const said = [
    ...people.flatMap((id) => personSaid(id, verdict, isPerson, input)),
    ...teams.flatMap((id) => teamSaid(id, entity, input)),
  ];
  const told = said.slice(0, mostSentences);
  const carriers = isPerson ? carriersIn(verdict, input.facts.people.get(entity.id)) : null;
  return {
    sentences: [
      ...told.map(({ sentence }) => sentence),
      ...(carriers ? [say.carried(carriers.values, carriers.calls, verdict.metric)] : []),
    ],
    evidence: distinct(
      people.flatMap((id) => linksOf(id, verdict, people.length, carriers?.values.length, input)),
    ),
    context: said.flatMap(({ facts }) => facts),
  };
}

/**
 * The people whose context a verdict asks for: the person; of a team its main drivers, at most three; of the company
 * the first driver of each of its main teams.
 */
export function peopleBehind(
  { series, metric }: Verdict,
  drivers: readonly Driver[],
  judgement: Judgement,
  panel: Panel,
): readonly string[] {
  const { entity } = series;
  if (entity.level === "person") return [entity.id];
  const main = mainDrivers(drivers).map(({ id }) => id);
  if (entity.level === "team") return main;
  return main.flatMap((id) => {
    const team = verdictFor(judgement, "team", id, metric.id);
    return team
      ? driversOf(team, panel)
          .slice(0, 1)
          .map((driver) => driver.id)
      : [];
  });
}

/** Where the calls behind a metric are found: under a counter of Gong's, or among the calls that somebody hosted. */
export function callsBehind(metric: MetricId): { readonly counter: MetricId } | "hosted" {
  const { source } = metricOf(metric);
  if (source === "scorecards") return { counter: "callsScorecardsReceived" };
  return source === "activity" ? { counter: metric } : "hosted";
}

function mainDrivers(drivers: readonly Driver[]): readonly Driver[] {
  return drivers.filter(({ share }) => share >= leastShare).slice(0, mostPeople);
}

function personSaid(
  id: string,
  verdict: Verdict,
  isOwn: boolean,
  { panel, facts }: ContextInput,
): readonly Said[] {
  const name = facts.nameOf(id);
  const who = isOwn ? null : name;
  const person = { id, name };
  const created = facts.createdOn(id);
  const said: Said[] = [];
  for (const { what, isOn, day } of switchesIn(facts.people.get(id)?.settings ?? [], verdict, panel)) {
    if (day === created) continue;
    const isActive = what.length === 0;
    const kind = isActive ? (isOn ? "joined" : "left") : isOn ? "recording-on" : "recording-off";
    const sentence = isActive ? say.activated(who, isOn, day) : say.switched(who, what, isOn, day);
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
    const sentence =
      kind === "new-manager"
        ? say.newManager(who, week)
        : say.movedTeam(who, facts.nameOf(to), from === null ? null : facts.nameOf(from), week);
    said.push({ facts: [fact(kind, person, week, null)], sentence });
  }
  return said;
}

function teamSaid(id: string, entity: Entity, { panel, facts }: ContextInput): readonly Said[] {
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

/** What a setting is called, and whether it being on means that calls come to Gong. */
const settingWords: Readonly<Record<string, { readonly what: string; readonly isBar?: boolean }>> = {
  webConferencesRecorded: { what: "recording" },
  preventWebConferenceRecording: { what: "recording", isBar: true },
  callsImported: { what: "import of calls" },
  gongConnectEnabled: { what: "Gong Connect" },
};

type Switch = { readonly what: readonly string[]; readonly isOn: boolean; readonly day: Day };

/**
 * The last two switches in the weeks that a verdict is about and the one before them: what was switched the same way
 * on one day is one. `what` is empty for the person's account itself.
 */
function switchesIn(
  settings: readonly SettingChange[],
  { span }: Verdict,
  { weeks }: Panel,
): readonly Switch[] {
  const first = weeks[Math.max(0, weeks.length - 1 - Math.max(1, span))] ?? "";
  const switches: { what: string[]; isOn: boolean; day: Day }[] = [];
  for (const { setting, value, day } of settings) {
    const words = settingWords[setting];
    if ((!words && setting !== "active") || weekOfDay(day) < first) continue;
    const isOn = words?.isBar ? !value : value;
    const same = switches.find(
      (each) => words && each.what.length > 0 && each.day === day && each.isOn === isOn,
    );
    if (!same) switches.push({ what: words ? [words.what] : [], isOn, day });
    else if (words && !same.what.includes(words.what)) same.what.push(words.what);
  }
  return switches.slice(-2);
}

/** The calls that carry a person's mean or sum, in the unit of their own values. */
function carriersIn(
  { metric, usual, score }: Verdict,
  context: PersonContext | undefined,
): { readonly values: readonly number[]; readonly calls: number } | null {
  const measured = context?.measured[metric.id];
  if (!measured) return null;
  const perHour = metric.unit === "hours" ? 3600 : 1;
  const inUnit = measured.values.map((value) => value / perHour);
  const direction = score < 0 ? "down" : "up";
  const count = carriersOf(inUnit, usual, direction, metric.across);
  if (count === null) return null;
  const ordered = measured.values.toSorted((a, b) => (direction === "up" ? b - a : a - b));
  return { values: ordered.slice(0, count), calls: ordered.length };
}

/** A person alone may have three links; each of several drivers has one. */
function linksOf(
  id: string,
  { metric, score, series }: Verdict,
  people: number,
  carriers: number | undefined,
  { facts, panel }: ContextInput,
): readonly Evidence[] {
  const context = facts.people.get(id);
  const most = series.entity.level === "person" && people === 1 ? (carriers ?? mostLinks) : 1;
  const name = facts.nameOf(id);
  const week = panel.weeks.at(-1) ?? "";
  const behind = callsBehind(metric.id);
  if (behind === "hosted") {
    const shown = context?.measured[metric.id]?.shown ?? [];
    const inDirection = shown.toSorted((a, b) => Math.sign(score) * (b.value - a.value));
    return inDirection.slice(0, most).flatMap(({ url, value, day }) => {
      return url === null ? [] : [{ text: say.measuredLink(name, metric, value, day), url }];
    });
  }
  const counter: Metric = metricOf(behind.counter);
  const counted = context?.counted[counter.id];
  return (counted?.shown ?? []).slice(0, most).flatMap(({ url, day }, index) => {
    const place = index === 0 ? "first" : "last";
    const text = say.countedLink(name, counter, { place, calls: counted?.calls ?? 0, day, week });
    return url === null ? [] : [{ text, url }];
  });
}

/** No two links with the same words. */
function distinct(links: readonly Evidence[]): readonly Evidence[] {
  const texts = links.map(({ text }) => text);
  return links.filter(({ text }, index) => texts.indexOf(text) === index).slice(0, mostLinks);
}
