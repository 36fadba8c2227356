import { languageOf } from "../words/language.ts";
import type { Explanation } from "./explain.ts";
import { figure, stepsOf } from "./explain-steps.ts";
import type { Verdict } from "./judge.ts";
import { newLevel } from "./statements.ts";

const { formats, say } = languageOf("en");

/** Drivers that the text lists. */
const mostDrivers = 10;

/** An explanation for a reader with a pocket calculator, a line for each step. */
export function explanationLines(explanation: Explanation, verdict: Verdict): readonly string[] {
  const { metric } = verdict;
  const { usual, value } = explanation;
  return [
    `${explanation.name}, ${explanation.metric}`,
    "",
    ...pastLines(explanation),
    `  this week ${figure(value).padStart(9)}   (${formats.value(value, metric)})`,
    "",
    ...(verdict.newLevelSince === null ? [] : [say(newLevel(verdict.newLevelSince)), ""]),
    ...stepsOf(explanation, verdict).map((step, index) => `${index + 1}. ${step}`),
    "",
    `Usual range, 95 % of that distribution: ${formats.range(usual, metric)} (middle ${formats.value(usual.middle, metric)})`,
    ...driverLines(explanation),
  ];
}

function pastLines({ past, model }: Explanation): readonly string[] {
  const counted = model === "counts" ? [] : ["counts as"];
  const head = ["value", ...counted, "exposure", "weight"].map((name) => name.padStart(10)).join("");
  return [
    `  week     ${head}`,
    ...past.map((each) => {
      const cells = [each.value, ...(model === "counts" ? [] : [each.counted]), each.exposure, each.weight];
      return `  ${each.week} ${cells.map((cell) => figure(cell).padStart(10)).join("")}`;
    }),
  ];
}

function driverLines({ drivers, decomposition }: Explanation): readonly string[] {
  if (drivers.length === 0) return [];
  const cell = (number: number | null | undefined): string => figure(number).padStart(10);
  const listed = drivers.slice(0, mostDrivers);
  const rest = drivers.length - listed.length;
  const more = rest > 0 ? [`  and ${rest} more`] : [];
  if (decomposition) {
    const { weeks, from, to, within, between } = decomposition;
    return [
      "",
      `Against the ${weeks} weeks before: ${figure(to)} − ${figure(from)} = ${figure(within)} within + ${figure(between)} between`,
      "Within: ½ (w + W) (r − R); between: (w − W) (½ (r + R) − c); w, r this week's share of calls and mean, W, R those before, c the mean of both totals",
      `${["    r", "R", "w", "W", "within", "between", "share"].map((name) => name.padStart(10)).join("")}`,
      ...listed.map(
        (each) =>
          `${[each.value, each.usual, each.callShare?.now, each.callShare?.before, each.within, each.between, each.share].map(cell).join("")}  ${each.name}`,
      ),
      ...more,
    ];
  }
  return [
    "",
    "Who accounts for the change: delta = value − usual part; usual parts add up to the middle, shares to 1",
    `${["value", "usual", "delta", "share"].map((name) => name.padStart(10)).join("")}`,
    ...listed.map(
      (each) => `${[each.value, each.usual, each.delta, each.share].map(cell).join("")}  ${each.name}`,
    ),
    ...more,
  ];
}
