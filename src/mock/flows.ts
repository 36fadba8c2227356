import type { World } from "./company.ts";
import { idKind, idOf } from "./ids.ts";
import type { Json } from "./protocol.ts";
import type { Person } from "./roster.ts";

/** A sequence of steps for prospects. */
export type Flow = {
  readonly number: number;
  readonly name: string;
  readonly folder: number;
  readonly visibility: "Company" | "Personal";
  readonly exclusive: boolean;
  readonly steps: readonly (typeof actions)[number][];
};

const actions = ["AUTO_SEND_EMAIL", "CALL", "LINKEDIN_CONNECT", "CUSTOM"] as const;

/** Folders of the company, the second inside the first. */
export const folders = [
  { number: 1, name: "Outbound", parent: undefined },
  { number: 2, name: "Events", parent: 1 },
] as const;

const companyFlows: readonly Flow[] = [
  { number: 1, name: "New leads", folder: 1, visibility: "Company", exclusive: false, steps: actions },
  {
    number: 2,
    name: "Renewals",
    folder: 1,
    visibility: "Company",
    exclusive: true,
    steps: ["CALL", "CUSTOM"],
  },
  { number: 3, name: "After the fair", folder: 2, visibility: "Company", exclusive: false, steps: actions },
];

const personal = 1000;

/** The company's flows, and the one that each of those who dial has for themselves. */
export function flowsOf(owner: Person): readonly Flow[] {
  if (owner.kind !== "sdr") return companyFlows;
  return [...companyFlows, personalFlow(owner.index)];
}

/** A flow by its id. */
export function findFlow(id: string, { seed, roster }: World): Flow | undefined {
  const all = [
    ...companyFlows,
    ...roster.people.flatMap(({ kind, index }) => (kind === "sdr" ? [personalFlow(index)] : [])),
  ];
  return all.find((flow) => flowId(flow.number, seed) === id);
}

export const flowId = (number: number, seed: number): string => String(idOf(seed, idKind.flow, number));

export const folderId = (number: number, seed: number): string =>
  String(idOf(seed, idKind.flowFolder, number));

export const stepId = (flow: number, place: number, seed: number): bigint =>
  idOf(seed, idKind.flowStep, flow * 100 + place);

/** A flow as all answers give it. */
export function shownFlow(flow: Flow, { seed, time, firstDay }: World): Json {
  return {
    id: flowId(flow.number, seed),
    name: flow.name,
    folderId: folderId(flow.folder, seed),
    visibility: flow.visibility,
    creationDate: time.iso(firstDay + (flow.number % 300), 36_000_000_000, 0),
    exclusive: flow.exclusive,
  };
}

function personalFlow(index: number): Flow {
  return {
    number: personal + index,
    name: "My own",
    folder: 1,
    visibility: "Personal",
    exclusive: false,
    steps: actions,
  };
}
