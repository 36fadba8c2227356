import { z } from "zod";
import type { Action } from "./action.ts";
import {
  answerOf,
  membersOf,
  operationsOf,
  type Spec,
  type SpecMember,
  type SpecOperation,
  type SpecSchema,
} from "./spec.ts";
import { type SpecException, specExceptions } from "./spec-exceptions.ts";

/** One thing in which our actions and Gong's document differ. */
export type Drift = {
  readonly route: string;
  /** `operation`, `scope`, `retry`, `query.cursor`, `body.filter.callIds[]`, `answer.calls`. */
  readonly place: string;
  readonly fault: string;
};

export const noAction = "we have no action for it";

/**
 * What differs between a document of Gong's and our actions, both ways: operations, parameters, members of
 * bodies, what is required, types, values, media types, scopes; that each field we read is one that Gong
 * documents; and that effect and retry are what the operation means.
 *
 * @param spec the official OpenAPI document, parsed
 */
export function driftsOf(
  spec: Spec,
  actions: readonly Action[],
  exceptions: readonly SpecException[] = specExceptions,
): readonly Drift[] {
  const operations = operationsOf(spec);
  const ours = new Set<string>(actions.map(({ route }) => route));
  const all: Drift[] = [...operations.keys()]
    .filter((route) => !ours.has(route))
    .map((route) => ({ route, place: "operation", fault: noAction }));
  for (const action of actions) {
    const operation = operations.get(action.route);
    const faults = operation
      ? faultsOf(spec, operation, action)
      : [["operation", "the document has no such operation"] as const];
    all.push(
      ...[...faults, ...sense(action)].map(([place, fault]) => ({ route: action.route, place, fault })),
    );
  }
  const isExcepted = ({ route, place, fault }: Drift) =>
    exceptions.some((one) => one.route === route && one.places.includes(place) && one.fault === fault);
  return [...all.filter((drift) => !isExcepted(drift)), ...unneeded(all, exceptions, ours)];
}

const isSame = (one: Drift, other: Drift): boolean =>
  one.route === other.route && one.place === other.place && one.fault === other.fault;

type Fault = readonly [place: string, fault: string];

function faultsOf(spec: Spec, operation: SpecOperation, action: Action): readonly Fault[] {
  return [
    ...scopeFaults(operation, action),
    ...parameterFaults(spec, operation, action),
    ...bodyFaults(spec, operation, action),
    ...answerFaults(spec, operation, action),
    ...meaningFaults(operation, action),
  ];
}

/** An exception that nothing needs any more hides the next drift. */
function unneeded(
  all: readonly Drift[],
  exceptions: readonly SpecException[],
  ours: ReadonlySet<string>,
): readonly Drift[] {
  return exceptions
    .filter(({ route }) => ours.has(route))
    .flatMap(({ route, places, fault }) => places.map((place) => ({ route, place, fault })))
    .filter((one) => !all.some((drift) => isSame(drift, one)))
    .map((drift) => ({ ...drift, fault: "the exception for it is needed no more" }));
}

/** The document names scopes in its prose, and of some operations none. */
function scopeFaults({ description = "" }: SpecOperation, { scope }: Action): readonly Fault[] {
  const [documented] = /api:[a-z:-]+/.exec(description) ?? [];
  if (documented === undefined || documented === scope) return [];
  return [["scope", `we say ${scope}, the document ${documented}`]];
}

function parameterFaults(spec: Spec, { parameters = [] }: SpecOperation, action: Action): readonly Fault[] {
  return (["path", "query"] as const).flatMap((part) => {
    const documented = new Map<string, SpecMember>();
    for (const { name, in: place, required = false, schema } of parameters) {
      if (place !== part) continue;
      const [, member] = [...membersOf(spec, schema, name)][0] ?? [];
      if (member) documented.set(`${part}.${name}`, { ...member, isRequired: required });
    }
    const schema = action[part];
    const own = schema ? ownMembers(schema, part) : new Map<string, SpecMember>();
    own.delete(part);
    // A number in an address is its digits, so an id may be text on our side.
    const typed = [...documented].map(([place, member]) => {
      const types = member.types?.includes("integer") ? ["string"] : member.types;
      return [place, { ...member, types }] as const;
    });
    return memberFaults(new Map(typed), own);
  });
}

function bodyFaults(spec: Spec, { requestBody }: SpecOperation, action: Action): readonly Fault[] {
  const content = requestBody?.content ?? {};
  const documented = Object.keys(content);
  const own = action.upload ? "multipart/form-data" : action.body ? "application/json" : undefined;
  if (own === undefined) {
    return documented.length === 0 ? [] : [["body", `we send none, the document has ${documented.join()}`]];
  }
  const schema = content[own]?.schema;
  if (!schema) return [["body", `we send ${own}, the document has ${documented.join() || "none"}`]];
  if (!action.upload) return memberFaults(membersOf(spec, schema, "body"), ownMembers(action.body, "body"));
  const parts = [...membersOf(spec, schema, "body")].slice(1);
  return memberFaults(
    new Map(parts),
    new Map([[`body.${action.upload.part}`, { isRequired: true, types: ["string"], enum: undefined }]]),
  );
}

/** A field that we read and Gong does not document will be missing one day, or has never been there. */
function answerFaults(spec: Spec, operation: SpecOperation, action: Action): readonly Fault[] {
  const documented = membersOf(spec, answerOf(operation), "answer");
  const faults: Fault[] = [];
  for (const place of ownMembers(action.answer, "answer").keys()) {
    if (!isUnder(documented, place)) faults.push([place, "we read it, the document does not have it"]);
  }
  const { rows } = action;
  if (rows !== undefined && !documented.get(`answer.${rows}`)?.types?.includes("array")) {
    faults.push([`answer.${rows}`, "our rows, and no list in the document"]);
  }
  return faults;
}

/** Below an object of which the document says nothing, any member may be. */
function isUnder(documented: ReadonlyMap<string, SpecMember>, place: string): boolean {
  if (documented.has(place)) return true;
  const above = place.replace(/(\.[^.[]+|\[\])$/, "");
  if (above === place || !isUnder(documented, above)) return false;
  return ![...documented.keys()].some((one) => one.startsWith(above) && one !== above);
}

/** Effect and retry against what the operation's method and name say. */
function meaningFaults({ operationId = "", deprecated }: SpecOperation, action: Action): readonly Fault[] {
  const { route, effect, key } = action;
  const faults: Fault[] = [];
  if (/^(purge|delete|unassign|remove|erase)/i.test(operationId) && effect !== "destructive") {
    faults.push(["effect", `${operationId} takes away, and we call it ${effect}`]);
  }
  const writes = /^(add|create|update|upload|submit|assign|register|set)/i.test(operationId);
  if (effect === "read" && (writes || /^(PUT|PATCH|DELETE) /.test(route))) {
    faults.push(["effect", `${operationId} changes something, and we call it read`]);
  }
  if (deprecated && action.deprecated === undefined) {
    faults.push(["deprecated", "the document says so, we do not"]);
  }
  const [part, member = ""] = key?.split(".") ?? [];
  const schema = part === "query" ? action.query : part === "body" ? action.body : undefined;
  if (key !== undefined && !(schema && ownMembers(schema, part ?? "").has(`${part}.${member}`))) {
    faults.push(["key", `the input has no ${key}`]);
  }
  return faults;
}

/** What must hold of an action whatever a document says. */
function sense({ route, effect, retry, cost, key, answer }: Action): readonly Fault[] {
  const faults: Fault[] = [];
  if (route.startsWith("GET ") && effect !== "read")
    faults.push(["effect", `a GET, and we call it ${effect}`]);
  if (effect === "destructive" && retry !== "never") {
    faults.push(["retry", `${retry}, though it takes away: a repetition after an unknown answer is blind`]);
  }
  if (effect === "write" && retry === "safe") faults.push(["retry", "safe, though it changes something"]);
  if (effect === "read" && retry !== "safe" && !cost)
    faults.push(["retry", `${retry}, though it only reads`]);
  if ((retry === "key") !== (key !== undefined)) faults.push(["key", "only retry: key has one, and must"]);
  const refusal = { requestId: "4al018gzaztcr8nbukw", errors: ["You don't have permission"] };
  if (effect === "read" && answer.safeParse(refusal).success) {
    faults.push(["answer", "Gong's refusal passes as an answer, and would read as nothing there"]);
  }
  return faults;
}

function ownMembers(schema: z.ZodType | undefined, place: string): Map<string, SpecMember> {
  if (!schema) return new Map();
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" });
  return membersOf({ paths: {} }, json as SpecSchema, place);
}

function memberFaults(
  documented: ReadonlyMap<string, SpecMember>,
  own: ReadonlyMap<string, SpecMember>,
): readonly Fault[] {
  const faults: Fault[] = [];
  for (const [place, theirs] of documented) {
    const ours = own.get(place);
    if (ours) faults.push(...differences(theirs, ours).map((fault) => [place, fault] as const));
    else if (!hasFreeAbove(own, place)) faults.push([place, "the document has it, we do not"]);
  }
  for (const place of own.keys()) {
    if (!documented.has(place)) faults.push([place, "we have it, the document does not"]);
  }
  return faults;
}

/** Where we take anything, we take whatever the document has below. */
function hasFreeAbove(own: ReadonlyMap<string, SpecMember>, place: string): boolean {
  const above = place.replace(/(\.[^.[]+|\[\])$/, "");
  const member = own.get(above);
  return above !== place && member !== undefined && member.types === undefined;
}

function differences(theirs: SpecMember, ours: SpecMember): readonly string[] {
  const faults: string[] = [];
  if (theirs.isRequired !== ours.isRequired) {
    faults.push(
      `${ours.isRequired ? "required" : "optional"} for us, ${theirs.isRequired ? "required" : "optional"} in the document`,
    );
  }
  const fits = (type: string) =>
    ours.types?.includes(type) || (type === "number" && ours.types?.includes("integer"));
  if (theirs.types && ours.types && !theirs.types.every(fits)) {
    faults.push(`${ours.types.join(" or ")} for us, ${theirs.types.join(" or ")} in the document`);
  }
  const missing = (theirs.enum ?? []).filter((value) => !ours.enum?.includes(value));
  const beyond = (ours.enum ?? []).filter((value) => !theirs.enum?.includes(value));
  if (missing.length > 0) faults.push(`we lack the values ${missing.join(", ")}`);
  if (beyond.length > 0) faults.push(`the document lacks our values ${beyond.join(", ")}`);
  return faults;
}
