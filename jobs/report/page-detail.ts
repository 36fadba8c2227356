import type { Digest } from "../../src/digest.ts";
import { sideOf, type UsualRange } from "../../src/finding.ts";
import { explain } from "../../src/insight/explain.ts";
import { explanationLines } from "../../src/insight/explain-lines.ts";
import { findingId } from "../../src/insight/findings.ts";
import type { Verdict } from "../../src/insight/judge.ts";
import type { Items } from "../../src/insight/made.ts";
import { verdictFor, verdictsWithin } from "../../src/insight/verdicts.ts";
import { entityOf, isWithin, type Reach } from "../../src/mail/scope.ts";
import { valueIn } from "../../src/packed.ts";
import type { Detail, DetailSeries, DetailStory } from "../../src/page/detail.ts";
import type { Panel, Series } from "../../src/series.ts";
import { eachInSteps, type Steps } from "../../src/steps.ts";
import type { Week } from "../../src/week.ts";
import type { JudgedWeek } from "../weekly/judged-week.ts";

/** A year and the judged week: what a chart has room for. */
const mostWeeks = 53;

/** What stands behind the digest of one scope, worked out with pauses: each of its series, and the arithmetic of what it tells. */
export function* pageDetail(
  { panel, judgement, week, surveyed }: JudgedWeek,
  reach: Reach,
  digest: Digest,
): Steps<Detail> {
  const from = firstShown(panel);
  const all = verdictsWithin(judgement, (entity) => isWithin(reach, entity));
  const verdicts = yield* mostNotable(all);
  const idOf = ({ entity, metric }: Series): string => findingId(week, entity.level, entity.id, metric);
  const byId = new Map(verdicts.map((verdict) => [idOf(verdict.series), verdict]));
  const told = [...digest.findings, ...digest.drifts.map(({ finding }) => finding)].flatMap(
    ({ id }) => byId.get(id) ?? [],
  );
  const surveys = surveyed(told.map(({ series }) => series));
  const stories = new Map<string, DetailStory>();
  const storyOf = (verdict: Verdict): DetailStory => ({
    ranges: rangesByWeek(panel.weeks, surveys.get(verdict.series)?.ranges ?? []),
    arithmetic: explanationLines(explain(verdict, judgement, panel, surveys.get(verdict.series)), verdict),
  });
  for (const verdict of told) {
    stories.set(idOf(verdict.series), storyOf(verdict));
    yield;
  }
  const own = entityOf(reach.scope);
  const unjudged = panel.series.filter(
    (series) =>
      series.entity.level === own.level &&
      series.entity.id === own.id &&
      verdictFor(judgement, own.level, own.id, series.metric) === undefined &&
      valueIn(series, panel.weeks.length - 1) !== null,
  );
  return {
    weeks: panel.weeks.slice(from),
    leftOut: all.length - verdicts.length,
    series: [
      ...verdicts.map((verdict): DetailSeries => {
        const { series, value, usual, score, weeks } = verdict;
        const direction = sideOf(value, usual);
        return { ...plainOf(series, from, idOf), value, usual, direction, score, weeks };
      }),
      ...unjudged.map(
        (series): DetailSeries => ({
          ...plainOf(series, from, idOf),
          value: valueIn(series, panel.weeks.length - 1),
          usual: null,
          direction: "unknown",
          score: 0,
          weeks: 0,
        }),
      ),
    ],
    stories,
  };
}

/** Rows that a page can have, and how many it has where there are more: a large company's would not open at all. */
const [mostRows, listedRows] = [10_000, 2_000];

/** All verdicts, in their order; of too many those that are furthest from what is usual, and everything told among them. */
function* mostNotable(verdicts: Items<Verdict>): Steps<readonly Verdict[]> {
  if (verdicts.length <= mostRows) return [...verdicts];
  // `Float64Array.from` would hold every verdict at once before it takes their numbers.
  const sizes = new Float64Array(verdicts.length);
  let seen = 0;
  yield* eachInSteps(verdicts, ({ score, isFinding }) => {
    sizes[seen] = isFinding ? Number.POSITIVE_INFINITY : Math.abs(score);
    seen += 1;
  });
  const least = sizes.toSorted()[sizes.length - listedRows] ?? 0;
  yield;
  const notable: Verdict[] = [];
  for (const [place, size] of sizes.entries()) {
    const verdict = size >= least ? verdicts.at(place) : undefined;
    if (verdict) notable.push(verdict);
  }
  return notable;
}

function plainOf(series: Series, from: number, idOf: (series: Series) => string) {
  const { level, id, name } = series.entity;
  return {
    id: idOf(series),
    entity: { level, id, name },
    metric: series.metric,
    values: series.values.slice(from),
  };
}

/** Weeks before the history began are not drawn. */
function firstShown({ weeks, series }: Panel): number {
  const company = series.filter(({ entity }) => entity.level === "company");
  const first = weeks.findIndex((_, week) => company.some((own) => valueIn(own, week) !== null));
  return Math.max(0, first, weeks.length - mostWeeks);
}

function rangesByWeek(
  weeks: readonly Week[],
  ranges: readonly (UsualRange | null)[],
): ReadonlyMap<Week, UsualRange> {
  return new Map(
    ranges.flatMap((range, place): [Week, UsualRange][] => {
      const week = weeks[place];
      return range === null || week === undefined ? [] : [[week, range]];
    }),
  );
}
