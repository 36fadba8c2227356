import { meaningsOf } from "./synonyms.ts";

/** What can be searched for, with the words that it is found by. */
export type Entry<T> = {
  readonly item: T;
  /** Weighed highest: its name. */
  readonly name: string;
  readonly summary: string;
  /** Area, route, catalogue name: weighed lowest. */
  readonly more: string;
};

/** Items that fit a question, best first. */
export type Search<T> = (query: string, count?: number) => readonly T[];

/** @see https://en.wikipedia.org/wiki/Okapi_BM25 */
const saturation = 1.2;
const lengthShare = 0.4;

/** What a word counts by where it stands; a synonym of the question's word counts less than the word. */
const weights = { name: 2.5, summary: 1.6, more: 1 } as const;
const synonymWeight = 0.6;

/**
 * Search over a few hundred short entries, by BM25 with the question's synonyms.
 *
 * @example
 * searchOver(entries)("whose calls were scored last week")[0]; // => stats.answeredScorecards
 */
export function searchOver<T>(entries: readonly Entry<T>[]): Search<T> {
  const documents = entries.map((entry) => {
    const counts = new Map<string, number>();
    for (const place of ["name", "summary", "more"] as const) {
      for (const word of new Set(wordsOf(entry[place])))
        counts.set(word, (counts.get(word) ?? 0) + weights[place]);
    }
    const length = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return { item: entry.item, counts, length };
  });
  const mean = documents.reduce((sum, { length }) => sum + length, 0) / Math.max(1, documents.length);
  const frequency = new Map<string, number>();
  for (const { counts } of documents) {
    for (const word of counts.keys()) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  const rarity = (word: string): number => {
    const found = frequency.get(word) ?? 0;
    return Math.log(1 + (documents.length - found + 0.5) / (found + 0.5));
  };

  return (query, count = 5) => {
    const wanted = new Map<string, number>();
    for (const word of wordsOf(query)) wanted.set(word, 1);
    for (const word of meaningsOf(query).flatMap(wordsOf)) {
      if (!wanted.has(word)) wanted.set(word, synonymWeight);
    }
    return documents
      .map(({ item, counts, length }) => {
        let score = 0;
        for (const [word, weight] of wanted) {
          const times = counts.get(word) ?? 0;
          const norm = saturation * (1 - lengthShare + (lengthShare * length) / mean);
          score += weight * rarity(word) * ((times * (saturation + 1)) / (times + norm));
        }
        return { item, score };
      })
      .filter(({ score }) => score > 0)
      .toSorted((a, b) => b.score - a.score)
      .slice(0, count)
      .map(({ item }) => item);
  };
}

const unsaid = new Set(
  (
    "a an and any are as at be been by can did do does for from give had has have how i in into is it its me my of " +
    "on or our out over per please show so tell than that the their them then there they this those to up us use via " +
    "want was we were what when where which while who whom whose why will with you your v2 api gong all each every"
  ).split(" "),
);

/** Words without their endings; `activityByPeriod` is three of them. */
export function wordsOf(text: string): readonly string[] {
  return text
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1 && !unsaid.has(word))
    .map(stem);
}

function stem(word: string): string {
  const rules: readonly (readonly [RegExp, string])[] = [
    [/ies$/, "y"],
    [/(ss|x|ch|sh)es$/, "$1"],
    [/([^su])s$/, "$1"],
    [/(..[^aeiou])ing$/, "$1"],
    [/(..[^aeiou])ed$/, "$1"],
    [/(...)e$/, "$1"],
  ];
  return rules.reduce((rest, [ending, to]) => (rest.length > 3 ? rest.replace(ending, to) : rest), word);
}
