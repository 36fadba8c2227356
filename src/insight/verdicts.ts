import type { MetricId } from "../metrics.ts";
import type { Entity, Level } from "../series.ts";
import type { Judgement, Verdict } from "./judge.ts";
import type { Items } from "./made.ts";

/** The verdict on one metric of one entity. */
export function verdictFor(
  judgement: Judgement,
  level: Level,
  entityId: string,
  metric: MetricId,
): Verdict | undefined {
  return verdictsAbout(judgement, level, entityId).find(({ series }) => series.metric === metric);
}

/** What is looked up again and again in one week's verdicts: where those of an entity stand, and which are findings. */
type Index = {
  readonly places: ReadonlyMap<string, { readonly entity: Entity; readonly places: readonly number[] }>;
  readonly findings: readonly Verdict[];
};

const indexes = new WeakMap<Items<Verdict>, Index>();

/** All verdicts on one entity. */
export function verdictsAbout({ verdicts }: Judgement, level: Level, entityId: string): readonly Verdict[] {
  const own = indexOf(verdicts).places.get(`${level} ${entityId}`)?.places ?? [];
  return own.flatMap((place) => verdicts.at(place) ?? []);
}

/** The verdicts on some entities, in their order. */
export function* verdictsWithin(
  { verdicts }: Judgement,
  test: (entity: Entity) => boolean,
): Generator<Verdict> {
  const within = [...indexOf(verdicts).places.values()].filter(({ entity }) => test(entity));
  const places = Int32Array.from(within.flatMap((own) => own.places)).sort();
  for (const place of places) {
    const verdict = verdicts.at(place);
    if (verdict) yield verdict;
  }
}

/** The verdicts that are findings, in their order. */
export function findingsIn({ verdicts }: Judgement): readonly Verdict[] {
  return indexOf(verdicts).findings;
}

function indexOf(verdicts: Items<Verdict>): Index {
  const known = indexes.get(verdicts) ?? newIndex(verdicts);
  indexes.set(verdicts, known);
  return known;
}

function newIndex(verdicts: Items<Verdict>): Index {
  const places = new Map<string, { readonly entity: Entity; readonly places: number[] }>();
  const findings: Verdict[] = [];
  let place = 0;
  for (const verdict of verdicts) {
    const { entity } = verdict.series;
    const key = `${entity.level} ${entity.id}`;
    const own = places.get(key);
    if (own) own.places.push(place);
    else places.set(key, { entity, places: [place] });
    if (verdict.isFinding) findings.push(verdict);
    place += 1;
  }
  return { places, findings };
}
