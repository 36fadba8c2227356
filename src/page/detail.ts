import type { CheckedRow } from "../digest.ts";
import type { UsualRange } from "../finding.ts";
import type { MetricId } from "../metrics.ts";
import type { Entity } from "../series.ts";
import type { Week } from "../week.ts";

/** One series that was judged within a scope, with up to a year of its values. */
export type DetailSeries = {
  readonly id: string;
  readonly entity: Pick<Entity, "level" | "id" | "name">;
  readonly metric: MetricId;
  readonly value: number | null;
  /** null where it was not judged. */
  readonly usual: UsualRange | null;
  readonly direction: CheckedRow["direction"];
  /** A z-score; 0 where it was not judged. */
  readonly score: number;
  /** Past weeks with a value that it was compared with. */
  readonly weeks: number;
  /** A place for each of the detail's weeks; null where missing. */
  readonly values: readonly (number | null)[];
};

/** What stands behind one finding or drift. */
export type DetailStory = {
  /** Usual ranges of the weeks in which the series was judged, each as it was known then. */
  readonly ranges: ReadonlyMap<Week, UsualRange>;
  /** The whole arithmetic, a line for each step. */
  readonly arithmetic: readonly string[];
};

/**
 * What a page tells besides the digest: everything that was judged within the scope, and the arithmetic. Too much for
 * a mail, and made only when pages are written.
 */
export type Detail = {
  /** Oldest first, the judged week last; at most 53. */
  readonly weeks: readonly Week[];
  /** Only of the scope: a page names nobody that its digest may not name. */
  readonly series: readonly DetailSeries[];
  /** Series of the scope that were judged and have no row, because there are too many; 0 when absent. */
  readonly leftOut?: number;
  /** By the id of the finding. */
  readonly stories: ReadonlyMap<string, DetailStory>;
};
