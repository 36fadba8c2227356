export type Limits = {
  /** Counts a request in, or says how many seconds to wait. */
  take(): { readonly retryAfterSeconds: number } | undefined;
};

/** A window a little under a second, so that a client that paces itself exactly is not refused by jitter. */
const windowMs = 950;

/**
 * Gong's two limits, for the whole company: requests in any second, and in a day.
 *
 * @param clockMs a clock that only goes forward, in milliseconds
 * @param dayLeftSeconds what a request beyond the day's limit is told to wait
 */
export function createLimits(
  perSecond: number,
  perDay: number,
  clockMs: () => number,
  dayLeftSeconds: number,
): Limits {
  const recent: number[] = [];
  let taken = 0;
  return {
    take: () => {
      if (taken >= perDay) return { retryAfterSeconds: dayLeftSeconds };
      const now = clockMs();
      while (recent[0] !== undefined && recent[0] <= now - windowMs) recent.shift();
      if (recent.length >= perSecond) return { retryAfterSeconds: 1 };
      recent.push(now);
      taken++;
      return undefined;
    },
  };
}
