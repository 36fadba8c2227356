import type { Recorded } from "../../src/history/record.ts";
import type { Log } from "../../src/log.ts";
import type { Part } from "../../src/pull/part.ts";
import type { Step } from "../../src/pull/plan.ts";
import type { SeenPage } from "../../src/pull/resume.ts";
import { counted } from "../../src/text.ts";
import type { Week } from "../../src/week.ts";
import { createEstimate, daysFor } from "./estimate.ts";

/** Hears how a pull gets on. */
export type PullProgress = {
  roster(page: SeenPage, requests: number): void;
  planned(steps: readonly Step[], requests: number): void;
  paged(step: Step, page: SeenPage, requests: number): void;
  brought(parts: readonly Part[]): void;
  stepped(step: Step, requests: number): void;
  recorded(week: Week, recorded: Recorded): void;
  /** Requests that are left, as far as is known. */
  requestsLeft(): number;
  /** Clears the bar; lines after it start on a line of their own. */
  end(): void;
};

/** Requests that this job may still make today (UTC), and on each later day. */
export type Budget = { readonly leftToday: number; readonly perDay: number };

type Output = {
  readonly log: Log;
  /** Writes to a terminal without a line break; null when there is none. */
  readonly draw: ((text: string) => void) | null;
  readonly elapsedMs: () => number;
  readonly budget: () => Budget;
};

const width = 24;

/**
 * A bar on a terminal, a line now and then otherwise, each with the requests made, an estimate of those left,
 * and of the time. Says at the start, and again once more is known, when the day's budget will not be enough.
 */
export function pullProgress({ log, draw, elapsedMs, budget }: Output): PullProgress {
  const estimate = createEstimate();
  let left: Step[] = [];
  let total = 0;
  let lastLine = 0;
  let first: number | undefined;
  let daysSaid = 1;

  const remaining = (): number => estimate.requestsLeft(left);
  const show = (requests: number): void => {
    const done = total - left.length;
    const made = requests - (first ?? requests);
    const requestsLeft = remaining();
    const seconds = made === 0 ? 0 : Math.round(((elapsedMs() / 1000) * requestsLeft) / made);
    const time = made === 0 ? "" : `, ${timeLeft(seconds)}`;
    const facts = `${counted(requests, "request")}, about ${requestsLeft} left${time}`;
    if (draw !== null) {
      const filled = requestsLeft === 0 ? width : Math.floor((width * made) / (made + requestsLeft));
      draw(
        `\r\u001b[K${"█".repeat(filled)}${"░".repeat(width - filled)} ${done}/${counted(total, "pass", "passes")}, ${facts}`,
      );
      return;
    }
    if (elapsedMs() - lastLine < 5_000 && left.length > 0) return;
    lastLine = elapsedMs();
    log.info(`${done} of ${counted(total, "pass", "passes")}: ${facts}`, {
      done,
      total,
      requests,
      requestsLeft,
      secondsLeft: seconds,
    });
  };
  const sayDays = (): void => {
    const { leftToday, perDay } = budget();
    const requestsLeft = remaining();
    const days = daysFor(requestsLeft, leftToday, perDay);
    if (days === daysSaid) return;
    daysSaid = days;
    const sure = estimate.isGrounded() ? "" : ", as a first guess";
    const spent =
      days === 1
        ? "today's budget is enough for that"
        : `today's budget has ${leftToday} and each later day ${perDay}: it takes ${daysText(days)}${sure}`;
    const message = `About ${counted(requestsLeft, "request")} left; ${spent}`;
    log.info(message, { requestsLeft, leftToday, perDay, days: Number.isFinite(days) ? days : null });
  };
  return {
    roster(page, requests) {
      first ??= Math.max(0, requests - 1);
      estimate.roster(page);
    },
    planned(steps, requests) {
      first ??= requests;
      [left, total] = [[...steps], steps.length];
      if (total === 0) return;
      sayDays();
      show(requests);
    },
    paged(step, page, requests) {
      estimate.paged(step, page);
      show(requests);
    },
    brought(parts) {
      estimate.brought(parts);
    },
    stepped(step, requests) {
      left = left.filter((each) => each !== step);
      if (step.source === "activity" && left.length > 0) sayDays();
      show(requests);
    },
    recorded(week, { values, restated }) {
      if (draw !== null) return;
      const change = restated > 0 ? `, ${restated} restated by Gong` : "";
      log.info(`Recorded ${week}: ${counted(values, "value")}${change}`, { week, values, restated });
    },
    requestsLeft: remaining,
    end() {
      draw?.("\r\u001b[K");
    },
  };
}

const daysText = (days: number): string =>
  Number.isFinite(days) ? `${days} UTC days, and the same command on each` : "for ever";

function timeLeft(seconds: number): string {
  if (seconds < 60) return `${seconds} s left`;
  return seconds < 3600 ? `${Math.round(seconds / 60)} min left` : `${(seconds / 3600).toFixed(1)} h left`;
}
