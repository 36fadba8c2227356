import type { Week } from "../../src/week.ts";

/** What is said of digests that are not mailed since nothing stands out. */
export const quietText = (count: number, week: Week): string =>
  `${week} is quiet for ${count} of the recipients; they are not mailed (digest.quietWeeks: skip)`;
