import type { Driver } from "../finding.ts";
import { formatChange, formatCount, formatList, formatPercent, formatRange, formatValue } from "../format.ts";
import type { Verdict } from "./judge.ts";
import { earlyBelow, learningBelow } from "./memory.ts";

/** Names that one sentence holds. */
const mostNames = 3;

/**
 * A finding in plain sentences: state, compare, attribute. Each is one of a few patterns with figures of the
 * finding in it; no cause, no advice, no praise or blame.
 */
export function sentencesOf(
  verdict: Verdict,
  drivers: readonly Driver[],
  folded: readonly Verdict[],
): string[] {
  return [
    statement(verdict),
    size(verdict),
    attribution(verdict, drivers),
    persistence(verdict),
    companyMovement(verdict),
    rarity(verdict),
    thinBase(verdict),
    alsoMoved(verdict, folded),
  ].filter((sentence) => sentence !== null);
}

function statement({ series, metric, value, usual, isSilence, span }: Verdict): string {
  const { name, level } = series.entity;
  if (isSilence) return `${name}: no activity for ${formatCount(span, "week", "weeks")}.`;
  const shown = formatValue(value, metric);
  const range = formatRange(usual, metric);
  if (metric.id === "callsAsHost" && level !== "person") {
    return `${name} held ${shown} calls; usually ${range} a week.`;
  }
  return `${name}, ${metric.label}: ${shown}; usually ${range}${level === "person" ? " for them" : ""}.`;
}

function size({ metric, value, usual }: Verdict): string | null {
  const change = formatChange(value, usual.middle, metric);
  if (change === null) return null;
  const middle = formatValue(usual.middle, metric);
  if (metric.kind === "ratio") {
    const points = change.replace(/^[+\u2212]/, "");
    return `That is ${points} ${value < usual.middle ? "below" : "above"} the middle of that range.`;
  }
  if (metric.kind !== "count") return `The middle of that range is ${middle} (${change}).`;
  const difference = formatValue(Math.abs(Math.round(value) - Math.round(usual.middle)), metric);
  return `That is ${difference} ${value < usual.middle ? "fewer" : "more"} than the middle of that range, ${middle} (${change}).`;
}

function attribution({ series }: Verdict, drivers: readonly Driver[]): string | null {
  if (series.entity.level === "person" || drivers.length === 0) return null;
  const isTeam = series.entity.level === "team";
  const named = mainDrivers(drivers);
  let covered = 0;
  for (const { share } of named) covered += share;
  if (covered < 0.4) {
    const among = isTeam ? formatCount(drivers.length, "person", "people") : "the teams";
    return `The change is spread over ${among}; no few of them account for it.`;
  }
  const names = formatList(named.map(({ name }) => name));
  if (named.length === 1)
    return `${names} accounts for ${formatPercent(Math.min(covered, 1))} of the change.`;
  const group = isTeam ? sentenceCase(formatCount(named.length, "person", "people")) : "These";
  return `${group} account for ${formatPercent(Math.min(covered, 1))} of the change: ${names}.`;
}

/** The fewest drivers, at most three, that cover half of the change; each with a part worth naming. */
function mainDrivers(drivers: readonly Driver[]): readonly Driver[] {
  const named: Driver[] = [];
  let covered = 0;
  for (const driver of drivers) {
    if (named.length === mostNames || covered >= 0.6 || driver.share < 0.1) break;
    named.push(driver);
    covered += driver.share;
  }
  return named;
}

function persistence({ span, score, isSilence }: Verdict): string | null {
  if (span < 2 || isSilence) return null;
  return `${score < 0 ? "Below" : "Above"} usual for ${formatCount(span, "week", "weeks")} in a row.`;
}

function companyMovement({ companyFactor, metric, series }: Verdict): string | null {
  if (companyFactor === 1) return null;
  const way = companyFactor < 1 ? "below" : "above";
  const part = formatPercent(Math.abs(1 - companyFactor));
  const whom = series.entity.level === "person" ? "this person" : "this team";
  return `Across the company, ${metric.label} are ${part} ${way} usual this week; the range for ${whom} is moved by as much.`;
}

function rarity({ series, value, score }: Verdict): string | null {
  const before = series.values.slice(0, -1).filter((past) => past !== null);
  const isRecord = score < 0 ? before.every((past) => value < past) : before.every((past) => value > past);
  if (!isRecord) return null;
  return `${score < 0 ? "Lowest" : "Highest"} in ${before.length + 1} weeks.`;
}

function thinBase({ base, metric, weeks }: Verdict): string | null {
  const parts: string[] = [];
  if (metric.kind !== "count" && base !== null) {
    const noun = metric.base === "scorecardCount" ? "scorecards" : "calls";
    parts.push(`${formatValue(base, { kind: "count", unit: noun })} ${noun} this week`);
  }
  if (weeks < earlyBelow) parts.push(`only ${weeks} weeks before it to compare with`);
  if (parts.length === 0) return null;
  const caution =
    weeks < learningBelow ? " Still learning what is usual." : weeks < earlyBelow ? " Early days." : "";
  return `Based on ${formatList(parts)}.${caution}`;
}

function alsoMoved({ series, score }: Verdict, folded: readonly Verdict[]): string | null {
  const own = folded.filter((other) => other.series.entity.id === series.entity.id);
  const labels = [...new Set(own.map(({ metric }) => metric.label))].slice(0, mostNames);
  if (labels.length === 0) return null;
  return `Also ${score < 0 ? "below" : "above"} usual: ${formatList(labels)}.`;
}

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
