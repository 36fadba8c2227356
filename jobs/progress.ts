import type { Recorded } from "../src/history/record.ts";
import type { Log } from "../src/log.ts";
import { lengthOf, type Step } from "../src/pull/plan.ts";
import type { Week } from "../src/week.ts";

/** Hears how a pull gets on. */
export type PullProgress = {
  planned(steps: readonly Step[], requests: number): void;
  stepped(step: Step, requests: number): void;
  recorded(week: Week, recorded: Recorded): void;
  /** Clears the bar; lines after it start on a line of their own. */
  end(): void;
};

type Output = {
  readonly log: Log;
  /** Writes to a terminal without a line break; null when there is none. */
  readonly draw: ((text: string) => void) | null;
  readonly elapsedMs: () => number;
};

const width = 24;

/**
 * A bar on a terminal, a line now and then otherwise, each with the requests made, an estimate of those left,
 * and of the time.
 *
 * Pages are not known before they are asked for, so what is left is reckoned from the passes of the same
 * source that are done; before the first of them, a pass counts as one request.
 */
export function pullProgress({ log, draw, elapsedMs }: Output): PullProgress {
  let left: Step[] = [];
  let total = 0;
  let last = 0;
  let lastLine = 0;
  let first = 0;
  const perWeek = new Map<Step["source"], number>();

  const estimate = (): number => {
    let requests = 0;
    for (const step of left) requests += costOf(step, perWeek.get(step.source) ?? 1);
    return Math.round(requests);
  };
  const show = (requests: number): void => {
    const done = total - left.length;
    const remaining = estimate();
    const made = requests - first;
    const seconds = made === 0 ? 0 : Math.round(((elapsedMs() / 1000) * remaining) / made);
    const facts = `${requests} requests, about ${remaining} left, ${timeLeft(seconds)}`;
    if (draw !== null) {
      const filled = total === 0 ? width : Math.round((width * done) / total);
      draw(`\r\u001b[K${"█".repeat(filled)}${"░".repeat(width - filled)} ${done}/${total} passes, ${facts}`);
      return;
    }
    if (elapsedMs() - lastLine < 5_000 && left.length > 0) return;
    lastLine = elapsedMs();
    log.info(`${done} of ${total} passes: ${facts}`, {
      done,
      total,
      requests,
      requestsLeft: remaining,
      secondsLeft: seconds,
    });
  };
  return {
    planned(steps, requests) {
      [left, total, last, first] = [[...steps], steps.length, requests, requests];
      if (total > 0) show(requests);
    },
    stepped(step, requests) {
      left = left.filter((each) => each !== step);
      perWeek.set(
        step.source,
        step.source === "activity" ? requests - last : (requests - last) / lengthOf(step.span),
      );
      last = requests;
      show(requests);
    },
    recorded(week, { values, restated }) {
      if (draw !== null) return;
      const change = restated > 0 ? `, ${restated} restated by Gong` : "";
      log.info(`Recorded ${week}: ${values} values${change}`, { week, values, restated });
    },
    end() {
      draw?.("\r\u001b[K");
    },
  };
}

/** An activity pass costs the same for any number of weeks. */
const costOf = ({ source, span }: Step, perWeek: number): number =>
  source === "activity" ? perWeek : perWeek * lengthOf(span);

function timeLeft(seconds: number): string {
  if (seconds < 60) return `${seconds} s left`;
  return seconds < 3600 ? `${Math.round(seconds / 60)} min left` : `${(seconds / 3600).toFixed(1)} h left`;
}
