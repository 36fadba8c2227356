import type { Outcome } from "./judge-stories.ts";

export type Score = {
  readonly stories: number;
  /** Of all stories. */
  readonly found: number | null;
  readonly leads: number | null;
  /** Of those that were found and somebody makes. */
  readonly driver: number | null;
  readonly wrongCards: number;
  /** Cards a week. */
  readonly cards: number | null;
};

export function scoreOf(outcomes: readonly Outcome[]): Score {
  const share = (of: readonly boolean[]): number | null =>
    of.length === 0 ? null : of.filter((each) => each).length / of.length;
  let [wrongCards, cards] = [0, 0];
  for (const outcome of outcomes) {
    wrongCards += outcome.wrongCards;
    cards += outcome.cards;
  }
  return {
    stories: outcomes.length,
    found: share(outcomes.map(({ isFound }) => isFound)),
    leads: share(outcomes.map(({ leads }) => leads)),
    driver: share(outcomes.flatMap(({ driver }) => driver ?? [])),
    wrongCards,
    cards: outcomes.length === 0 ? null : cards / outcomes.length,
  };
}
