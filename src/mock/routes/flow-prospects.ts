import type { World } from "../company.ts";
import { findCustomer } from "../customers.ts";
import { type Flow, findFlow, flowId } from "../flows.ts";
import { idKind, workspaceIdOf } from "../ids.ts";
import { bodyWith, type Json, objectOf, Refused, type Route, textAt, textsAt } from "../protocol.ts";
import type { Person } from "../roster.ts";
import type { FlowInstance, Store } from "../store.ts";
import { checkEngage, ownerOf } from "./flows.ts";

/** Who is in which flow. */
export const flowProspectRoutes: readonly Route[] = [
  {
    method: "POST",
    path: /^\/v2\/flows\/prospects$/,
    scope: "api:flows:read",
    answer: (request, world, _, store) => {
      checkEngage(store);
      const given = bodyWith(request.body);
      const all = [...store.flowInstances.values()];
      if (given.flowInstanceIds !== undefined) {
        const ids = textsAt(given, "flowInstanceIds");
        return {
          prospectsAssigned: all.filter(({ id }) => ids.includes(id)).map((one) => shown(one, world)),
        };
      }
      const ids = textsAt(given, "crmProspectsIds");
      const open = all.filter(
        ({ crmProspectId, status }) => ids.includes(crmProspectId) && status === "Running",
      );
      return { prospectsAssigned: open.map((one) => shown(one, world)) };
    },
  },
  assign(/^\/v2\/flows\/prospects\/assign$/, false),
  assign(/^\/v2\/flows\/prospects\/assign\/cool-off-override$/, true),
  {
    method: "POST",
    path: /^\/v2\/flows\/prospects\/unassign-flows-by-crm-id$/,
    scope: "api:flows:write",
    answer: (request, { seed }, _, store) => {
      checkEngage(store);
      const given = bodyWith(request.body, "crmProspectId");
      const prospect = textAt(given, "crmProspectId");
      const ended = [...store.flowInstances.values()].filter(
        ({ crmProspectId, flow, status }) =>
          status === "Running" &&
          crmProspectId === prospect &&
          (given.flowId === undefined || flowId(flow, seed) === String(given.flowId)),
      );
      return { unassignedFlowInstanceIds: end(ended) };
    },
  },
  {
    method: "POST",
    path: /^\/v2\/flows\/prospects\/unassign-flows-by-instance-id$/,
    scope: "api:flows:write",
    answer: (request, _, __, store) => {
      checkEngage(store);
      const ids = textsAt(bodyWith(request.body, "flowInstanceIds"), "flowInstanceIds", 200);
      const found = ids.map((id) => store.flowInstances.get(id));
      const known = found.filter((one) => one !== undefined);
      if (known.length < ids.length) {
        throw new Refused(400, "One or more of the given flowInstanceIds does not exist");
      }
      return { unassignedFlowInstanceIds: end(known.filter(({ status }) => status === "Running")) };
    },
  },
  {
    method: "POST",
    path: /^\/v2\/flows\/prospects\/bulk-assignments$/,
    scope: "api:flows:write",
    status: 202,
    answer: (request, world, _, store) => {
      checkEngage(store);
      const given = bodyWith(request.body, "flowInstanceOwnerEmail", "flowId", "prospects");
      const owner = ownerOf(given, "flowInstanceOwnerEmail", world);
      const flow = flowOf(given, world);
      const { prospects } = given;
      if (!Array.isArray(prospects) || prospects.length === 0 || prospects.length > 50) {
        throw new Refused(400, "prospects: from 1 to 50 in one request");
      }
      const people = prospects.map((prospect) => objectOf(prospect) ?? {});
      const nameless = people.some(({ crmId, firstName, lastName }) => !crmId && !(firstName && lastName));
      if (nameless) throw new Refused(400, "prospects: crmId, or firstName and lastName, may not be null");
      const id = String(store.newId(idKind.bulkAssignment));
      let made: readonly Json[] | undefined;
      const results = (): readonly Json[] => {
        made ??= people.map((prospect) => assigned(prospect, flow, owner, world, store));
        return made;
      };
      store.bulkAssignments.set(id, { ...store.job(), id, results, total: people.length });
      return { id, status: "PENDING", ...counts(people.length, []), results: [] };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/flows\/prospects\/bulk-assignments\/(\w+)$/,
    scope: "api:flows:read",
    answer: (request, _, __, store) => {
      checkEngage(store);
      const bulk = store.bulkAssignments.get(request.caught[0] ?? "");
      if (bulk === undefined) throw new Refused(404, "The bulk assignment was not found");
      const { id, total } = bulk;
      if (!store.isDone(bulk)) return { id, status: "IN_PROGRESS", ...counts(total, []), results: [] };
      const results = bulk.results();
      return { id, status: "COMPLETED", ...counts(total, results), results };
    },
  },
];

function assign(path: RegExp, isOverride: boolean): Route {
  return {
    method: "POST",
    path,
    scope: "api:flows:write",
    answer: (request, world, _, store) => {
      checkEngage(store);
      const given = bodyWith(request.body, "crmProspectsIds", "flowId", "flowInstanceOwnerEmail");
      const ids = textsAt(given, "crmProspectsIds", 100);
      const owner = ownerOf(given, "flowInstanceOwnerEmail", world);
      const flow = flowOf(given, world);
      const ignoresCoolOff = isOverride || objectOf(given.overrides)?.coolOffOverride === true;
      const prospectsAssigned: Json[] = [];
      const prospectsNotAssigned: Json[] = [];
      for (const crmProspectId of ids) {
        const fault = faultOf(crmProspectId, flow, ignoresCoolOff, world, store);
        if (fault)
          prospectsNotAssigned.push({ flowId: flowId(flow.number, world.seed), crmProspectId, ...fault });
        else prospectsAssigned.push(shown(put(crmProspectId, flow, owner, world, store), world));
      }
      return { prospectsAssigned, prospectsNotAssigned };
    },
  };
}

function flowOf(given: Json, world: World): Flow {
  const flow = findFlow(textAt(given, "flowId"), world);
  if (flow === undefined) throw new Refused(404, "Flow not found");
  return flow;
}

/** Why somebody cannot go into a flow; who was taken out of one has to cool off. */
function faultOf(
  prospect: string,
  flow: Flow,
  ignoresCoolOff: boolean,
  world: World,
  store: Store,
): Json | undefined {
  if (!findCustomer(world.seed, prospect)) {
    return { errorCode: "InvalidArgument", errorMessage: "The prospect was not found in the CRM" };
  }
  const own = [...store.flowInstances.values()].filter(({ crmProspectId }) => crmProspectId === prospect);
  const open = own.filter(({ status }) => status === "Running");
  if (open.some((one) => one.flow === flow.number)) {
    return { errorCode: "InvalidState", errorMessage: "The prospect is already in this flow" };
  }
  if (open.length > 0 && flow.exclusive) {
    return {
      errorCode: "InvalidState",
      errorMessage: "The flow is exclusive and the prospect is in another",
    };
  }
  if (own.length > open.length && !ignoresCoolOff) {
    return { errorCode: "InvalidState", errorMessage: "The prospect is in a cool off period" };
  }
  return undefined;
}

function put(crmProspectId: string, flow: Flow, owner: Person, world: World, store: Store): FlowInstance {
  const id = String(store.newId(idKind.flowInstance));
  const created = world.now.toISO({ suppressMilliseconds: true }) ?? "";
  const instance: FlowInstance = {
    id,
    flow: flow.number,
    crmProspectId,
    ownerEmail: owner.email,
    created,
    status: "Running",
  };
  store.flowInstances.set(id, instance);
  return instance;
}

function end(instances: readonly FlowInstance[]): readonly string[] {
  for (const instance of instances) instance.status = "Finished";
  return instances.map(({ id }) => id);
}

/** One prospect of a bulk assignment; without a CRM id a person is added to the CRM first. */
function assigned(prospect: Json, flow: Flow, owner: Person, world: World, store: Store): Json {
  const crmId = String(prospect.crmId ?? `00QX${store.flowInstances.size + 1}`);
  const fault = prospect.crmId === undefined ? undefined : faultOf(crmId, flow, false, world, store);
  if (fault) return { prospect, status: "FLOW_ASSIGNMENT_FAILED", crmId, ...fault };
  const { id } = put(crmId, flow, owner, world, store);
  return { prospect, status: "ASSIGNED", crmId, flowInstanceId: id };
}

function counts(totalCount: number, results: readonly Json[]): Json {
  const successCount = results.filter(({ status }) => status === "ASSIGNED").length;
  return {
    totalCount,
    processedCount: results.length,
    successCount,
    failedCount: results.length - successCount,
  };
}

function shown(instance: FlowInstance, world: World): Json {
  const { seed, roster } = world;
  const flow = findFlow(flowId(instance.flow, seed), world);
  return {
    flowId: flowId(instance.flow, seed),
    flowName: flow?.name,
    crmProspectId: instance.crmProspectId,
    flowInstanceId: instance.id,
    flowInstanceOwnerEmail: instance.ownerEmail,
    flowInstanceOwnerFullName: roster.people.find(({ email }) => email === instance.ownerEmail)?.name,
    flowInstanceCreateDate: instance.created,
    flowInstanceStatus: instance.status,
    workspaceId: workspaceIdOf(seed),
    exclusive: flow?.exclusive,
  };
}
