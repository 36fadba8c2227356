import { add, at, clamp, decay } from "./cells.ts";

/** A year later a week counts for half. */
const fade = decay(52);

/** Sum of squares of a standard normal that is taken for granted: 30 person-weeks without any relation. */
const prior = 30;

/** From this correlation on metrics are one activity counted in several ways. */
const sameActivity = 0.5;

/** How much the others confirm then; found on real panels, flat from 0.2 to 0.5. */
const confirmation = 0.3;

/** How one count of people goes with their other counts: sums of x², xy and y². */
export type Relation = Float64Array;

export function newRelation(): Relation {
  return new Float64Array(3);
}

/** Once a week, before it is learnt from. */
export function fadeRelation(relation: Relation): void {
  for (let place = 0; place < 3; place += 1) relation[place] = at(relation, place) * fade;
}

/**
 * @param own z of the count, cut at ±3
 * @param others mean z of the same person's other counts in the same week
 */
export function learnRelation(relation: Relation, own: number, others: number): void {
  add(relation, 0, others * others);
  add(relation, 1, others * own);
  add(relation, 2, own * own);
}

/**
 * What one unit of the others' mean z adds to a score of the same direction.
 *
 * Counts that have little to do with each other still share how busy somebody was: half a week of leave lowers
 * them all. So the others' part, β = Σ xy / (Σ x² + 30), is taken off, as a regression would. Counts that go together
 * (correlation above 0.5, such as commits and files) are one activity counted several times: there the others are
 * no explanation but a confirmation, and 0.3 of their mean is added.
 *
 * @example
 * // Σ x² = 270, Σ xy = 90, Σ y² = 970: correlation 90 / √(300 · 1000) = 0.16, so −90 / 300 = −0.3
 */
export function othersWeight(relation: Relation): number {
  const [xx, xy, yy] = [at(relation, 0) + prior, at(relation, 1), at(relation, 2) + prior];
  return xy / Math.sqrt(xx * yy) > sameActivity ? confirmation : -Math.max(0, xy / xx);
}

/** What the others give to a score, none beyond 2 against or 3 for it, so that no other metric decides alone. */
export function fromOthers(weight: number, others: number, direction: number): number {
  return weight * clamp(others * direction, -2, 3);
}
