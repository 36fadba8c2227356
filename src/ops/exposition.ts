import { harmlessLines } from "../text.ts";

/** One number that is watched, with its label where the family has one. */
export type Sample = { readonly value: number; readonly labels?: Readonly<Record<string, string>> };

export type Family = {
  /** `gong_digest_…`, with the unit last. */
  readonly name: string;
  readonly help: string;
  /** What is not known is left out, never zero. */
  readonly samples: readonly Sample[];
};

/**
 * Gauges in the text format that Prometheus and its node exporter read.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 * @example
 * exposition([{ name: "gong_digest_weeks_due", help: "Weeks to be told.", samples: [{ value: 1 }] }]);
 * // # HELP gong_digest_weeks_due Weeks to be told.
 * // # TYPE gong_digest_weeks_due gauge
 * // gong_digest_weeks_due 1
 */
export function exposition(families: readonly Family[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, samples }) => {
      const lines = samples.map(({ value, labels = {} }) => `${name}${labelsText(labels)} ${value}`);
      return [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} gauge`, ...lines, ""].join("\n");
    })
    .join("");
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(
    ([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`,
  );
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}

/** A sign that steers a terminal has no spelling in this format, so it is left out. */
const escaped = (text: string): string =>
  harmlessLines(text).replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
