import type { PersonContext } from "../context.ts";
import type { Day } from "../day.ts";
import type { Entity, Panel } from "../series.ts";
import type { Judgement } from "./judge.ts";

/** What is known of people beside their numbers; names cleaned, days the company's. */
export type ContextFacts = {
  readonly people: ReadonlyMap<string, PersonContext>;
  readonly nameOf: (id: string) => string;
  readonly createdOn: (id: string) => Day | null;
};

/** What the context of a verdict is looked up in. */
export type ContextInput = {
  readonly judgement: Judgement;
  readonly panel: Panel;
  readonly facts: ContextFacts;
  /** Whom the reader may read about. */
  readonly isWithin: (entity: Entity) => boolean;
};
