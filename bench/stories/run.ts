import { judgeStories } from "./judge-stories.ts";
import { kinds } from "./plot.ts";
import { scoreOf } from "./score.ts";

/** Whether the right story leads and the right person is named first, on companies with planted stories. */
const seeds = process.argv.includes("--quick") ? [11] : [11, 12, 13];
const outcomes = seeds.flatMap((seed) =>
  judgeStories({ seed, teams: 20, perTeam: 9, weeks: 120, first: 52, step: 2, lastWeek: "2026-W46" }),
);
const line = (name: string, cells: readonly string[]) =>
  `${name.padEnd(24)}${cells.map((cell) => cell.padStart(9)).join("")}\n`;
const part = (share: number | null) => (share === null ? "" : share.toFixed(3));
process.stdout.write(line("", ["stories", "found", "leads", "driver", "wrong", "cards"]));
for (const kind of [...kinds, "quiet" as const]) {
  const own = outcomes.filter((outcome) => outcome.kind === kind);
  const { stories, found, leads, driver, wrongCards, cards } = scoreOf(own);
  process.stdout.write(
    line(kind, [String(stories), part(found), part(leads), part(driver), String(wrongCards), part(cards)]),
  );
}
const told = outcomes.filter(({ kind }) => !["quiet", "outage", "holiday"].includes(kind));
const { found, leads, driver } = scoreOf(told);
process.stdout.write(line("all stories", [String(told.length), part(found), part(leads), part(driver)]));
if (process.argv.includes("--misses")) {
  for (const { week, kind, lead, leads: isLead, driver: isDriver, wrongCards, cards } of outcomes) {
    const isRight = isLead && isDriver !== false && wrongCards === 0 && (kind !== "quiet" || cards < 2);
    if (!isRight) process.stdout.write(`${week} ${kind}: ${lead} (${cards} cards, ${wrongCards} wrong)\n`);
  }
}
