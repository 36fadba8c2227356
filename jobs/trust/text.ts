import {
  type Backtest,
  repeatsIn,
  type Share,
  type ToldFinding,
  type WeekTold,
} from "../../src/insight/backtest.ts";
import { earlyBelow, learningBelow } from "../../src/insight/horizon.ts";
import type { Difference } from "../../src/insight/tune.ts";
import { counted } from "../../src/text.ts";
import type { Week } from "../../src/week.ts";

/** Lines of at most 80 columns, where ids and names allow it. */
const width = 80;

/** Findings that are listed; --json has all. */
const [mostCorrected, mostExamples] = [10, 3];

const backtestHead = "week     known found clear likely weak company team person again revised before";

export function backtestLines(told: readonly WeekTold[], summary: Backtest): string[] {
  const { findings, byCertainty, byLevel, perWeek, repeated, corrected, known, thin } = summary;
  const { clear, likely, weak } = byCertainty;
  return [
    backtestHead,
    ...told.map((week, place) => row(backtestHead, weekCells(week, place === 0 ? null : told[place - 1]))),
    "",
    ...fact("Budget", [`${summary.falseAlerts} false alerts a week, over ${counted(summary.weeks, "week")}`]),
    ...fact("Found", [
      `${counted(findings, "finding")}: ${tenth(perWeek.mean)} a week on average, median ${tenth(perWeek.median)}, at most ${perWeek.max}`,
      `${clear} clear, ${likely} likely, ${weak} weak`,
      `${byLevel.company} of the company, ${byLevel.team} of teams, ${byLevel.person} of people`,
    ]),
    ...fact("Again", [`${partOf(repeated)} were told the week before too`]),
    ...fact("Revised", [
      `${corrected.length} of ${findings} would be no findings on the values known today`,
      ...corrected.slice(0, mostCorrected),
      ...(corrected.length > mostCorrected
        ? [`and ${corrected.length - mostCorrected} more; --json lists them all`]
        : []),
    ]),
    ...fact("Quiet", [`${counted(summary.quietWeeks, "week")} with nothing found`]),
    ...fact("Calibration", calibrationLines(summary)),
    ...fact("Known", [
      `${counted(known.asThen, "week")} as known then; ${counted(known.readLater, "week")} read later, as first read`,
    ]),
    ...fact("History", [
      `${counted(thin.learning, "week")} still learning (fewer than ${learningBelow} weeks before), ${thin.early} early (fewer than ${earlyBelow})`,
    ]),
  ];
}

function weekCells(week: WeekTold, before: WeekTold | null | undefined): readonly (string | number)[] {
  const { findings } = week;
  const of = (test: (finding: ToldFinding) => boolean): number => findings.filter(test).length;
  return [
    week.week,
    week.knownThen ? "then" : "later",
    findings.length,
    ...(["clear", "likely", "weak"] as const).map((each) => of(({ certainty }) => certainty === each)),
    ...(["company", "team", "person"] as const).map((each) => of(({ level }) => level === each)),
    before ? repeatsIn(before, week) : "",
    of(({ isCorrected }) => isCorrected),
    week.weeksBefore,
  ];
}

function calibrationLines({ calibration }: Backtest): string[] {
  const { weeks, values, below1, below01, inside, below1Percent, below01Percent, coverage } = calibration;
  if (below1Percent === null || below01Percent === null || coverage === null) {
    return ["no week in which neither a team nor the company was found unusual"];
  }
  return [
    `${counted(values, "value")} of the ${counted(weeks, "week")} in which neither a team nor the company was found unusual; what single people did is counted as chance`,
    `p < 0.01   ${percent(below1Percent)}, ${counted(below1, "value")}; 1 % when exact`,
    `p < 0.001  ${percent(below01Percent)}, ${counted(below01, "value")}; 0.1 % when exact`,
    `in the usual range ${percent(coverage)}, ${counted(inside, "value")}; about 95 % when exact`,
  ];
}

const tuneHead = "false alerts  found  a week  median  most  clear  likely  weak  again  revised  quiet";

export type Budget = Backtest & Difference;

export function tuneLines(tuned: {
  readonly from: Week;
  readonly to: Week;
  readonly configured: number;
  readonly budgets: readonly Budget[];
}): string[] {
  const { from, to, configured, budgets } = tuned;
  const place = budgets.findIndex(({ falseAlerts }) => falseAlerts === configured);
  const [smaller, larger] = [budgets[place - 1], budgets[place + 1]];
  const head = tuneHead.replaceAll("  ", " ");
  return [
    `${counted(budgets[place]?.weeks ?? 0, "week")}, ${from} to ${to}, judged again at each budget; * is set now`,
    "",
    head,
    ...budgets.map((budget) => row(head, budgetCells(budget, configured))),
    "",
    ...(smaller ? differenceLines(smaller) : []),
    ...(larger ? differenceLines(larger) : []),
    "To set another budget, in config.yaml:",
    "",
    "usual:",
    `  falseAlerts: ${(smaller ?? larger)?.falseAlerts ?? configured}`,
  ];
}

function budgetCells(budget: Budget, configured: number): readonly (string | number)[] {
  const { byCertainty, perWeek, repeated } = budget;
  return [
    `${budget.falseAlerts}${budget.falseAlerts === configured ? " *" : ""}`,
    budget.findings,
    tenth(perWeek.mean),
    tenth(perWeek.median),
    perWeek.max,
    byCertainty.clear,
    byCertainty.likely,
    byCertainty.weak,
    repeated.share === null ? "" : `${Math.round(100 * repeated.share)} %`,
    budget.corrected.length,
    budget.quietWeeks,
  ];
}

function differenceLines({ falseAlerts, more, less }: Budget): string[] {
  return [...listed(`At ${falseAlerts} these come`, more), ...listed(`At ${falseAlerts} these go`, less)];
}

function listed(title: string, findings: readonly ToldFinding[]): string[] {
  if (findings.length === 0) return [];
  const left = findings.length - mostExamples;
  return [
    `${title}, ${findings.length} in all:`,
    ...findings
      .slice(0, mostExamples)
      .flatMap(({ id, sentence }) => [
        `  ${id}`,
        ...wrapped(sentence, width - 4).map((line) => `    ${line}`),
      ]),
    ...(left > 0 ? [`  and ${left} more; --json lists them all`] : []),
    "",
  ];
}

/** Cells under the words of a head, the first to the left and the others to the right. */
function row(head: string, cells: readonly (string | number)[]): string {
  const ends = [...head.matchAll(/false alerts|a week|\S+/g)].map(
    ({ 0: word, index }) => index + word.length,
  );
  let line = "";
  for (const [place, cell] of cells.entries()) {
    const text = String(cell);
    line += place === 0 ? text : text.padStart((ends[place] ?? 0) - line.length);
    if (place === 0) line = line.padEnd(ends[0] ?? 0);
  }
  return line.trimEnd();
}

const margin = 13;

function fact(name: string, lines: readonly string[]): string[] {
  return lines
    .flatMap((line) => wrapped(line, width - margin))
    .map((line, place) => `${(place === 0 ? name : "").padEnd(margin)}${line}`);
}

function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

const tenth = (number: number): string => String(Math.round(number * 10) / 10);
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const partOf = ({ count: some, of, share }: Share): string =>
  share === null ? `0 of ${of}` : `${some} of ${of} (${Math.round(100 * share)} %)`;
