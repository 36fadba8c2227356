import { judgedWeek } from "../../jobs/weekly/judged-week.ts";
import { companyReach } from "../../jobs/weekly/recipients.ts";
import type { Digest } from "../../src/digest.ts";
import type { Finding } from "../../src/finding.ts";
import type { Week } from "../../src/week.ts";
import type { CompanySize, MadeCompany } from "./company.ts";
import { makeCompany } from "./company.ts";
import { historyOf } from "./history.ts";
import type { Kind, Story } from "./plot.ts";

/** What one planted week, or one quiet week, came to. */
export type Outcome = {
  readonly week: Week;
  readonly kind: Kind | "quiet";
  /** Was anything told of those whom the story is about? */
  readonly isFound: boolean;
  /** Is it the first card? */
  readonly leads: boolean;
  /** Is the one who makes the difference named first? Null where nobody in particular does. */
  readonly driver: boolean | null;
  /** Cards that the story must not cause: of a team without data, of people in a holiday, of a thin sample. */
  readonly wrongCards: number;
  readonly cards: number;
  readonly lead: string;
};

const calls = ["callsAsHost", "callHours"];

/** Judges every week from the first story on and holds each digest of the whole company against the plot. */
export function judgeStories(size: CompanySize): readonly Outcome[] {
  const company = makeCompany(size);
  const database = historyOf(company);
  const outcomes: Outcome[] = [];
  try {
    for (let at = size.first - 1; at < size.weeks; at += 1) {
      const week = company.records[at]?.week ?? "";
      const story = company.stories.find(({ first, last }) => at >= first && at <= last);
      const digest = judgedWeek(database, week, { weeks: 12, falseAlerts: 0.75 }).digestFor(companyReach);
      outcomes.push(outcomeOf(digest, story, company));
    }
  } finally {
    database.close();
  }
  return joinDrifts(outcomes);
}

function outcomeOf(digest: Digest, story: Story | undefined, company: MadeCompany): Outcome {
  const told = [...digest.findings, ...digest.drifts.map(({ finding }) => finding)];
  const [lead] = told;
  const base = {
    week: digest.week,
    cards: digest.findings.length,
    lead: lead ? `${lead.id} [${lead.drivers[0]?.name ?? ""}] +${lead.folded.length}` : "",
  };
  if (!story) return { ...base, kind: "quiet", isFound: true, leads: true, driver: null, wrongCards: 0 };
  const about = told.filter((finding) => isAbout(finding, story, company));
  return {
    ...base,
    kind: story.kind,
    isFound: about.length > 0,
    leads: lead !== undefined && lead === about[0],
    driver: about[0] ? driverOf(about[0], story, company) : null,
    wrongCards: digest.findings.filter((finding) => isWrong(finding, story, company)).length,
  };
}

function isAbout({ level, entity, metric }: Finding, story: Story, company: MadeCompany): boolean {
  const team = company.teamId(story.team);
  const members = company.membersOf(story.team);
  const isTeam = level === "team" && entity.id === team;
  const isDoer = level === "person" && story.doers.some((place) => members[place] === entity.id);
  const isMember = level === "person" && members.includes(entity.id);
  switch (story.kind) {
    case "holiday":
      return level === "company";
    case "outage":
      return false;
    case "team ratio, one person":
      return metric === "talkRatio" && (isTeam || isDoer);
    case "mirrored comments":
      return (
        (metric === "callsCommentsGiven" && level === "person" && entity.id === team) ||
        (metric === "callsCommentsReceived" && isTeam)
      );
    case "mix only":
      return isTeam || isMember;
    case "drift":
    case "team drop, spread":
      return isTeam && calls.includes(metric);
    default:
      return (isTeam || isDoer) && calls.includes(metric);
  }
}

/** The first name: of a person's finding the person, of a team's who has the largest part of the change. */
function driverOf(finding: Finding, { kind, team, doers }: Story, company: MadeCompany): boolean | null {
  if (kind === "mix only") {
    const { decomposition } = finding;
    return decomposition && Math.abs(decomposition.between) > Math.abs(decomposition.within);
  }
  if (doers.length === 0) return null;
  const first = finding.level === "person" ? finding.entity.id : finding.drivers[0]?.id;
  return doers.some((place) => company.membersOf(team)[place] === first);
}

function isWrong({ level, entity, metric }: Finding, story: Story, company: MadeCompany): boolean {
  const members = company.membersOf(story.team);
  if (story.kind === "holiday") return level !== "company";
  if (story.kind === "outage")
    return entity.id === company.teamId(story.team) || members.includes(entity.id) || level === "company";
  const second = members[1];
  return story.kind === "small sample" && entity.id === second && metric === "talkRatio";
}

/** A drift is one story of eight weeks: found when any of them tells it. */
function joinDrifts(outcomes: readonly Outcome[]): readonly Outcome[] {
  const joined: Outcome[] = [];
  for (const outcome of outcomes) {
    const before = joined.at(-1);
    if (outcome.kind !== "drift" || before?.kind !== "drift") {
      joined.push(outcome);
      continue;
    }
    joined[joined.length - 1] = {
      ...outcome,
      isFound: before.isFound || outcome.isFound,
      leads: before.leads || outcome.leads,
      lead: before.leads ? before.lead : outcome.lead,
    };
  }
  return joined;
}
