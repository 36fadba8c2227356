import type { Digest } from "../../src/digest.ts";
import type { Detail, DetailSeries } from "../../src/page/detail.ts";
import { addWeeks } from "../../src/week.ts";

const week = "2026-W46";

/** 53 weeks of `count` series beside those of the digest's findings; nothing of it is random. */
export function detailOf(digest: Digest, count: number, names: readonly string[] = ["Ana Lopez"]): Detail {
  const weeks = Array.from({ length: 53 }, (_, at) => addWeeks(week, at - 52));
  const told = [...digest.findings, ...digest.drifts.map(({ finding }) => finding)].map(
    (finding): DetailSeries => ({
      id: finding.id,
      entity: { level: finding.level, ...finding.entity },
      metric: finding.metric,
      value: finding.value,
      usual: finding.usual,
      direction: finding.direction,
      score: finding.score,
      weeks: finding.weeks,
      values: weeks.map((_, at) => finding.history.at(at - weeks.length)?.value ?? null),
    }),
  );
  const others = Array.from({ length: count }, (_, at): DetailSeries => {
    const values = weeks.map((_, place) => ((at * 7 + place * 13) % 97) + (at % 3 === 0 ? 0.25 : 0));
    return {
      id: `${week}:person:P${at}:callsAsHost`,
      entity: { level: "person", id: `P${at}`, name: names[at % names.length] ?? "" },
      metric: at % 2 === 0 ? "callsAsHost" : "meanCallLength",
      value: values.at(-1) ?? null,
      usual: { low: 10, middle: 40, high: 80 },
      direction: "usual",
      score: 0,
      weeks: 52,
      values,
    };
  });
  const ranges = new Map(
    weeks.map((each, at) => [each, { low: 100 + at, middle: 120 + at, high: 140 + at }]),
  );
  return {
    weeks,
    series: [...told, ...others],
    stories: new Map(told.map(({ id }) => [id, { ranges, arithmetic: ["1. Past: 52 weeks", ...names] }])),
  };
}
