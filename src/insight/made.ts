/**
 * A list whose items are made when they are looked at, and not kept: a week of ten thousand people has a quarter of a
 * million verdicts, of which a digest tells ten. Two looks at one place give equal items, not the same one.
 */
export class Made<Item> implements Iterable<Item> {
  readonly length: number;
  readonly #make: (place: number) => Item;

  /** @param make the item at a place from 0 to below `length`; the same each time */
  constructor(length: number, make: (place: number) => Item) {
    this.length = length;
    this.#make = make;
  }

  *[Symbol.iterator](): Generator<Item> {
    for (let place = 0; place < this.length; place += 1) yield this.#make(place);
  }

  at(place: number): Item | undefined {
    return place >= 0 && place < this.length ? this.#make(place) : undefined;
  }

  filter(test: (item: Item) => boolean): readonly Item[] {
    const found: Item[] = [];
    for (const item of this) if (test(item)) found.push(item);
    return found;
  }

  map<Other>(change: (item: Item) => Other): readonly Other[] {
    return Array.from(this, change);
  }

  find(test: (item: Item) => boolean): Item | undefined {
    for (const item of this) if (test(item)) return item;
    return undefined;
  }
}

/** What both a list and one that is made can do. */
export type Items<Item> = Made<Item> | readonly Item[];

/** The items that pass, still made at each look. */
export function keeping<Item>(items: Items<Item>, test: (item: Item) => boolean): Made<Item> {
  const kept = new Int32Array(items.length);
  let [place, size] = [0, 0];
  for (const item of items) {
    if (test(item)) {
      kept[size] = place;
      size += 1;
    }
    place += 1;
  }
  const places = kept.slice(0, size);
  return new Made(size, (own) => itemAt(items, places[own] ?? -1));
}

/** The items, changed at each look. */
export function changing<Item>(items: Items<Item>, change: (item: Item) => Item): Made<Item> {
  return new Made(items.length, (place) => change(itemAt(items, place)));
}

/** @throws {RangeError} where there is none */
export function itemAt<Item>(items: Items<Item>, place: number): Item {
  const item = items.at(place);
  if (item === undefined) throw new RangeError(`place ${place} of ${items.length}`);
  return item;
}
