import type { Config } from "../../src/config.ts";
import { ConfigError } from "../../src/config.ts";
import { noFeedback, type SeriesName } from "../../src/feedback.ts";
import type { Finding } from "../../src/finding.ts";
import type { Database } from "../../src/history/database.ts";
import { readFeedback } from "../../src/history/feedback.ts";
import { toldDigest } from "../../src/history/told.ts";
import { findingId } from "../../src/insight/findings.ts";
import { findingsIn } from "../../src/insight/verdicts.ts";
import { nearest } from "../../src/nearest.ts";
import type { Panel } from "../../src/series.ts";
import { cleanText } from "../../src/text.ts";
import type { Week } from "../../src/week.ts";
import { judgedWeek } from "../weekly/judged-week.ts";
import { companyReach } from "../weekly/recipients.ts";
import { type FindingName, nameOf } from "./subject.ts";

/** Share of a change from which whoever accounts for it changed with it. */
const leastShare = 0.1;

/** Ids that one message names when none is near. */
const mostNamed = 5;

/** Every finding of a week, told, folded or muted, as it is judged now and as it was told. */
export function foundIn(database: Database, week: Week, usual: Config["usual"]): readonly string[] {
  const judgements = [readFeedback(database), noFeedback].map((feedback) =>
    judgedWeek(database, week, usual, [], feedback),
  );
  const judged = judgements.flatMap(({ judgement }) =>
    findingsIn(judgement).map(({ series: { entity, metric } }) =>
      findingId(week, entity.level, entity.id, metric),
    ),
  );
  const told = toldDigest(database, week, "company")?.findings ?? [];
  return [...new Set([...judged, ...told.flatMap(({ id, folded }) => [id, ...folded])])];
}

/** The series that are told through a finding; empty for one that leads no story. */
export function foldedIn(
  database: Database,
  name: FindingName,
  usual: Config["usual"],
): readonly SeriesName[] {
  return storyOf(database, name, usual)?.folded ?? [];
}

/**
 * The series that changed for the same reason as a finding: those that are told through it, and those in it that
 * account for a tenth of the change or more. Empty for one that leads no story.
 */
export function toldWith(
  database: Database,
  name: FindingName,
  usual: Config["usual"],
): readonly SeriesName[] {
  const { folded, drivers } = storyOf(database, name, usual) ?? { folded: [], drivers: [] };
  const rest = drivers.filter((driver) => !folded.some((each) => isSame(each, driver)));
  return [...folded, ...rest];
}

/** The story that a finding leads, as it is judged now or was before levels were accepted; mutes aside. */
function storyOf(database: Database, name: FindingName, usual: Config["usual"]) {
  const id = findingId(name.week, name.level, name.id, name.metric);
  for (const feedback of [{ ...readFeedback(database), mutes: [] }, noFeedback]) {
    const { panel, digestFor } = judgedWeek(database, name.week, usual, [], feedback);
    const story = digestFor(companyReach).findings.find((finding) => finding.id === id);
    if (!story) continue;
    const folded = story.folded.flatMap((each): SeriesName[] => {
      const { week: _, ...series } = nameOf(each) ?? name;
      return [series];
    });
    return { folded, drivers: driversIn(story, panel) };
  }
  return null;
}

const isSame = (a: SeriesName, b: SeriesName): boolean =>
  a.level === b.level && a.id === b.id && a.metric === b.metric;

/** Whoever left a team counts as a driver of its change, and has not changed. */
function driversIn({ level, entity, metric, drivers }: Finding, panel: Panel): readonly SeriesName[] {
  return drivers.flatMap(({ id, share }): SeriesName[] => {
    if (share < leastShare) return [];
    if (level === "team") {
      return panel.teamOf.get(id)?.at(-1) === entity.id ? [{ level: "person", id, metric }] : [];
    }
    const isTeam = panel.series.some((series) => series.entity.level === "team" && series.entity.id === id);
    return [{ level: isTeam ? "team" : "person", id, metric }];
  });
}

/** The error for an id that does not exist, with those that come near. */
export function wrongFinding(id: string, week: Week, ids: readonly string[]): ConfigError {
  const near = nearest(id, ids, 3);
  const names = near.length > 0 ? near : ids.slice(0, mostNamed);
  const hint =
    names.length === 0
      ? `${week} has none`
      : near.length > 0
        ? `did you mean ${names.join(" or ")}?`
        : `${week} has ${names.join(", ")}${ids.length > names.length ? ` and ${ids.length - names.length} more` : ""}`;
  return new ConfigError(`FINDING: ${cleanText(id, 120)} is none of ${week}; ${hint}`);
}
