import type { Digest } from "../digest.ts";
import type { Finding } from "../finding.ts";
import { figuresOf } from "../mail/shown.ts";
import { type Card, narrow, type View, viewOf } from "../mail/view.ts";
import { metricOf } from "../metrics.ts";
import { cleanText } from "../text.ts";
import { mondayOf, type Week } from "../week.ts";
import { type Language, languageOf } from "../words/language.ts";
import { chartPoints, controlChart, extentOf, isOutside } from "./chart.ts";
import type { Detail, DetailSeries, DetailStory } from "./detail.ts";
import { dataMarkup, type Markup } from "./markup.ts";

/** A finding with its chart, its weeks and its arithmetic. */
export type PageStory = {
  readonly id: string;
  readonly card: Card;
  readonly chart: Markup;
  readonly weeks: readonly {
    readonly week: Week;
    readonly value: string;
    readonly usual: string;
    readonly mark: string;
  }[];
  readonly arithmetic: string;
};

/** One series in the table of everything. */
export type PageRow = {
  readonly who: string;
  readonly label: string;
  readonly value: string;
  readonly usual: string;
  readonly mark: "▲" | "▼" | "";
  readonly direction: string;
  readonly weeks: string;
};

/** What a page of one week and scope lays out; every text in it is plain and escaped where it is laid out. */
export type PageView = {
  readonly digest: Omit<View, "cards" | "others" | "checked">;
  readonly stories: readonly PageStory[];
  readonly drifts: readonly (PageStory & { readonly sentence: string })[];
  /** The first of all, the widest deviation first. */
  readonly rows: readonly PageRow[];
  /** Those after them, which are shown when somebody asks, and what to ask by; empty for none. */
  readonly otherRows: readonly PageRow[];
  readonly more: string;
  readonly checked: string;
  /** Values of every row, for charts that are drawn when somebody asks. */
  readonly data: Markup;
};

export type PageOptions = { readonly linkHosts?: readonly string[] };

/** Rows that a reader passes without asking for more. */
const firstRows = 40;

/** All that people read of a page: the words and figures of the digest, and those of what stands behind it. */
export function pageViewOf(digest: Digest, detail: Detail, options: PageOptions = {}): PageView {
  const language = languageOf(digest.locale);
  const all = [...digest.findings, ...digest.drifts.map(({ finding }) => finding)];
  const view = viewOf(
    { ...digest, findings: all, quiet: false },
    { cards: Math.max(1, all.length), ...options },
  );
  const bySeries = new Map(detail.series.map((series) => [series.id, series]));
  const stories = all.map((finding, place) =>
    storyOf(finding, view.cards[place], bySeries.get(finding.id), detail, language),
  );
  const { cards: _cards, others: _others, checked: _checked, ...rest } = view;
  const series = detail.series.toSorted((a, b) => Math.abs(b.score) - Math.abs(a.score));
  const rows = series.map((each) => rowOf(each, language));
  return {
    digest: { ...rest, legend: "" },
    stories: stories.slice(0, digest.findings.length),
    drifts: stories.slice(digest.findings.length).map((story, place) => ({
      ...story,
      sentence: view.drifts[place] ?? "",
    })),
    rows: rows.slice(0, firstRows),
    otherRows: rows.slice(firstRows),
    more: language.writePage("otherRows", { count: rows.length - firstRows }),
    checked: language.writePage("checkedCount", {
      series: detail.series.length + (detail.leftOut ?? 0),
      scope: cleanText(digest.scope.name),
    }),
    data: dataMarkup(chartData(detail, series, digest.locale, language)),
  };
}

function storyOf(
  finding: Finding,
  card: Card | undefined,
  series: DetailSeries | undefined,
  { weeks, stories }: Detail,
  language: Language,
): PageStory {
  if (card === undefined) throw new Error(`no card for ${finding.id}`);
  const story: DetailStory = stories.get(finding.id) ?? { ranges: new Map(), arithmetic: [] };
  const history =
    series === undefined
      ? finding.history
      : weeks.map((week, at) => ({ week, value: series.values[at] ?? null, base: null }));
  const points = chartPoints(history, story.ranges, finding.usual);
  const quantity = metricOf(finding.metric);
  const { formats, writePage: write } = language;
  const { low, high } = extentOf(points);
  const outside = points.slice(0, -1).filter(({ value, usual }) => isOutside(value, usual)).length;
  const { value, usual } = finding.shown;
  const isInside = !isOutside(finding.value, finding.usual);
  return {
    id: finding.id,
    card,
    chart: controlChart(points, {
      alt: write("chartAlt", {
        weeks: points.length,
        label: cleanText(finding.label, 60),
        value,
        usual,
        side: isInside ? "inside" : finding.direction,
        outside,
      }),
      top: narrow(formats.value(high, quantity)),
      bottom: narrow(formats.value(low, quantity)),
      weeks: axisWeeks(points.map(({ week }) => week)).map((week) => monthOf(week, language.locale)),
      legend: [
        { mark: "now", text: write("keyNow") },
        { mark: "range", text: write(story.ranges.size > 1 ? "keyRange" : "keyRangeNow") },
        ...(outside > 0 ? [{ mark: "outside" as const, text: write("keyOutside") }] : []),
      ],
    }),
    weeks: points.toReversed().map((point) => {
      const shown = figuresOf(point.value, point.usual, finding.metric, language);
      return {
        week: point.week,
        value: shown.value,
        usual: shown.usual,
        mark: isOutside(point.value, point.usual)
          ? write((point.value ?? 0) > (point.usual?.high ?? 0) ? "above" : "below")
          : "",
      };
    }),
    arithmetic: story.arithmetic.join("\n"),
  };
}

function rowOf(series: DetailSeries, language: Language): PageRow {
  const { direction, usual, weeks } = series;
  const { writePage: write, label, words } = language;
  const shown = figuresOf(series.value, usual, series.metric, language);
  const said = { up: "above", down: "below", usual: "inside", unknown: "notJudged" } as const;
  return {
    who: cleanText(series.entity.name),
    label: cleanText(words.metrics[series.metric] ?? label(series.metric)),
    value: shown.value,
    usual: shown.usual,
    mark: direction === "up" ? "▲" : direction === "down" ? "▼" : "",
    direction: write(said[direction]),
    weeks: direction === "unknown" ? "" : String(weeks),
  };
}

/**
 * What the page's script draws from: for each row low, middle and high of its usual range, the two ends of the axis in
 * words, and its values from the first one known on, four digits of each.
 */
function chartData(
  { weeks }: Detail,
  series: readonly DetailSeries[],
  locale: string,
  { formats, writePage, words }: Language,
) {
  const short = (value: number | null): number | null =>
    value === null ? null : Number(value.toPrecision(4));
  return {
    weeks: axisWeeks(weeks).map((week) => monthOf(week, locale)),
    count: weeks.length,
    first: firstRows,
    words: {
      chart: words.page.chart,
      chartOf: words.page.chartOf,
      rows: words.page.rowsShown,
      showAll: words.page.showAll,
      now: writePage("keyNow"),
      range: writePage("keyRangeNow"),
      outside: writePage("keyOutside"),
    },
    rows: series.map(({ usual, values, metric }) => {
      const { low, high } = extentOf(values.map((value) => ({ week: "", value, usual })));
      const first = values.findIndex((value) => value !== null);
      const quantity = metricOf(metric);
      const ends = Number.isFinite(low)
        ? [narrow(formats.value(high, quantity)), narrow(formats.value(low, quantity))]
        : ["", ""];
      return [
        usual === null ? 0 : [short(usual.low), short(usual.middle), short(usual.high)],
        ...ends,
        ...(first < 0 ? [] : values.slice(first).map(short)),
      ];
    }),
  };
}

/** First, last and three between: as many as a phone has room for. */
function axisWeeks(weeks: readonly Week[]): readonly Week[] {
  const last = weeks.length - 1;
  const places = last < 4 ? [0, last] : [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * last));
  return [...new Set(places)].flatMap((place) => weeks[place] ?? []);
}

/** "10 Nov 25": the Monday of a week where room is short. */
function monthOf(week: Week, locale: string): string {
  const day = new Date(`${mondayOf(week)}T00:00:00Z`);
  return new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  }).format(day);
}
