import type { MetricId } from "../metrics.ts";
import type { Entity, Level } from "../series.ts";
import { drained, eachInSteps, type Steps } from "../steps.ts";
import { type ByEntity, byEntitySteps } from "./by-entity.ts";
import type { Judgement, Verdict } from "./judge.ts";
import { type Items, itemAt, Made } from "./made.ts";

/** The verdict on one metric of one entity. */
export function verdictFor(
  judgement: Judgement,
  level: Level,
  entityId: string,
  metric: MetricId,
): Verdict | undefined {
  const { byEntity, metrics, numbers } = indexOf(judgement.verdicts);
  const number = numbers.get(metric);
  const own = byEntity.of({ level, id: entityId });
  const place = number === undefined ? undefined : own.find((each) => metrics[each] === number);
  return place === undefined ? undefined : judgement.verdicts.at(place);
}

/** What is looked up again and again in one week's verdicts: where those of an entity stand, and which are findings. */
type Index = {
  readonly byEntity: ByEntity;
  /** By place, a number for the verdict's metric. */
  readonly metrics: Uint16Array;
  readonly numbers: ReadonlyMap<MetricId, number>;
  readonly findings: readonly Verdict[];
};

const indexes = new WeakMap<Items<Verdict>, Index>();

/** All verdicts on one entity. */
export function verdictsAbout({ verdicts }: Judgement, level: Level, entityId: string): readonly Verdict[] {
  const own = indexOf(verdicts).byEntity.of({ level, id: entityId });
  return [...own].flatMap((place) => verdicts.at(place) ?? []);
}

/** The verdicts on some entities, in their order, still made at each look. */
export function verdictsWithin({ verdicts }: Judgement, test: (entity: Entity) => boolean): Made<Verdict> {
  const isWithin = new Uint8Array(verdicts.length);
  let size = 0;
  const { byEntity } = indexOf(verdicts);
  for (const entity of byEntity.entities()) {
    if (!test(entity)) continue;
    const places = byEntity.of(entity);
    for (const place of places) isWithin[place] = 1;
    size += places.length;
  }
  const within = new Int32Array(size);
  let next = 0;
  for (let place = 0; place < isWithin.length; place += 1) {
    if (isWithin[place] !== 1) continue;
    within[next] = place;
    next += 1;
  }
  return new Made(size, (own) => itemAt(verdicts, within[own] ?? -1));
}

/** The verdicts that are findings, in their order. */
export function findingsIn({ verdicts }: Judgement): readonly Verdict[] {
  return indexOf(verdicts).findings;
}

/** Gets ready what all of these look up, with pauses: a look at each of a quarter of a million verdicts. */
export function* indexSteps({ verdicts }: Judgement): Steps<void> {
  if (!indexes.has(verdicts)) indexes.set(verdicts, yield* newIndex(verdicts));
}

function indexOf(verdicts: Items<Verdict>): Index {
  const known = indexes.get(verdicts) ?? drained(newIndex(verdicts));
  indexes.set(verdicts, known);
  return known;
}

function* newIndex(verdicts: Items<Verdict>): Steps<Index> {
  const [metrics, numbers] = [new Uint16Array(verdicts.length), new Map<MetricId, number>()];
  const findings: Verdict[] = [];
  let place = 0;
  yield* eachInSteps(verdicts, (verdict) => {
    const { metric } = verdict.series;
    const number = numbers.get(metric) ?? numbers.size;
    numbers.set(metric, number);
    metrics[place] = number;
    if (verdict.isFinding) findings.push(verdict);
    place += 1;
  });
  const byEntity = yield* byEntitySteps(verdicts.length, (row) => itemAt(verdicts, row).series.entity);
  return { byEntity, metrics, numbers, findings };
}
