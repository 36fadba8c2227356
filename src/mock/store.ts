import type { AddedCall } from "./call-records.ts";
import { type IdKind, idOf } from "./ids.ts";
import type { Json } from "./protocol.ts";

/** Something that Gong does later: done once as many requests have come in. */
export type Job = { readonly askedAt: number; readonly dueAt: number };

export type CrmRequest = Job & {
  readonly integrationId: string;
  readonly errors: readonly { readonly line: number; readonly description: string }[];
  readonly good: number;
  /** What it does to the objects, once it is done. */
  readonly apply: () => void;
};

export type FlowInstance = {
  readonly id: string;
  readonly flow: number;
  readonly crmProspectId: string;
  readonly ownerEmail: string;
  readonly created: string;
  status: "Running" | "Finished";
};

export type BulkAssignment = Job & {
  readonly id: string;
  /** Assigns, the first time it is asked. */
  readonly results: () => readonly Json[];
  readonly total: number;
};

/** Everything that was written to one mock. It starts empty and is gone when the mock closes. */
export type Store = {
  readonly settings: StoreSettings;
  readonly calls: Map<string, AddedCall>;
  /** Call id to ids of people who were given access. */
  readonly access: Map<string, Set<string>>;
  readonly crm: {
    integration: { readonly id: bigint; readonly ownerEmail: string; readonly name: string } | undefined;
    readonly requests: Map<string, CrmRequest>;
    /** Object type to fields, by their unique names. */
    readonly schema: Map<string, Map<string, Json>>;
    /** Object type to objects, by their ids. */
    readonly objects: Map<string, Map<string, Json>>;
  };
  readonly meetings: Map<string, { readonly organizerEmail: string }>;
  /** Keys of events that were reported, of every kind. */
  readonly events: Set<string>;
  readonly erasures: (Job & { readonly key: string })[];
  /** Permission profiles as they stand now, when one was written. */
  readonly profiles: Map<string, Json>;
  /** Task id to what was changed about it. */
  readonly tasks: Map<string, Json>;
  readonly flowInstances: Map<string, FlowInstance>;
  readonly bulkAssignments: Map<string, BulkAssignment>;
  creditsLeft: number;
  /** Requests that came in so far, this one included. */
  requests: number;
  /** Counts up with each write, so that lists made before it are made again. */
  writes: number;
  /** A job that starts with this request. */
  job(): Job;
  isDone(job: Job): boolean;
  /** Addresses and numbers whose data is gone by now. */
  erased(): ReadonlySet<string>;
  /** Changes whenever a list may have changed. */
  version(): string;
  /** A new id, the same in every mock that was asked the same. */
  newId(kind: IdKind): bigint;
};

export type StoreSettings = {
  /** How many more requests have to come in before work that Gong does later is done. */
  readonly laterRequests: number;
  readonly credits: number;
  /** Whether the company has a licence for Engage: flows and tasks. */
  readonly engage: boolean;
  /** Whether the company is let into the limited release of meetings. */
  readonly meetings: boolean;
  readonly deniedScopes: readonly string[];
};

export function createStore(seed: number, settings: StoreSettings): Store {
  const ids = new Map<IdKind, number>();
  const store: Store = {
    settings,
    calls: new Map(),
    access: new Map(),
    crm: { integration: undefined, requests: new Map(), schema: new Map(), objects: new Map() },
    meetings: new Map(),
    events: new Set(),
    erasures: [],
    profiles: new Map(),
    tasks: new Map(),
    flowInstances: new Map(),
    bulkAssignments: new Map(),
    creditsLeft: settings.credits,
    requests: 0,
    writes: 0,
    job: () => ({ askedAt: store.requests, dueAt: store.requests + settings.laterRequests }),
    isDone: (job) => store.requests > job.dueAt,
    erased: () => new Set(store.erasures.filter(store.isDone).map(({ key }) => key)),
    version: () => `${store.writes}.${store.erasures.filter(store.isDone).length}`,
    newId: (kind) => {
      const number = (ids.get(kind) ?? 0) + 1;
      ids.set(kind, number);
      return idOf(seed, kind, written + number);
    },
  };
  return store;
}

/** Ids of what is written start here, above those of what the company had from the start. */
const written = 2 ** 30;
