import type { World } from "../company.ts";
import { customerAt } from "../customers.ts";
import { flowId, stepId } from "../flows.ts";
import { idKind, idOf, readId } from "../ids.ts";
import { bodyWith, filterOf, type Json, oneOf, Refused, type Route, textAt, textsAt } from "../protocol.ts";
import type { Person } from "../roster.ts";
import type { Store } from "../store.ts";
import { instantAt } from "./ranges.ts";

const states = ["OPEN", "DONE", "DISMISSED"] as const;
const tasksEach = 3;

/** Tasks of those who dial; ids are bare numbers. Without Engage both operations fail as recorded, with 500. */
export const taskRoutes: readonly Route[] = [
  {
    method: "POST",
    path: /^\/v2\/tasks$/,
    scope: "api:tasks:read",
    answer: (request, world, _, store) => {
      checkLicence(store);
      const filter = bodyWith(filterOf(request.body), "userId", "types", "taskAction", "status");
      const wanted = textsAt(filter, "status").map((status) => oneOf(status, states, "filter.status"));
      const types = textsAt(filter, "types").map((type) => oneOf(type, ["FLOW", "MANUAL"], "filter.types"));
      for (const action of textsAt(filter, "taskAction")) oneOf(action, ["CALL"], "filter.taskAction");
      const owner = world.roster.people.find((person) => person.id === String(filter.userId));
      if (owner === undefined) throw new Refused(400, "filter.userId: no such user");
      const tasks = tasksOf(owner, world, store).filter(
        (task) => wanted.some((status) => status === task.status) && types.some((type) => type === task.type),
      );
      return { tasks, crmType: "GENERIC" };
    },
  },
  {
    method: "PATCH",
    path: /^\/v2\/tasks\/(\d+)$/,
    scope: "api:tasks:write",
    answer: (request, world, _, store) => {
      checkLicence(store);
      const [id = ""] = request.caught;
      const given = bodyWith(request.body, "userId");
      const owner = world.roster.people.find((person) => person.id === textAt(given, "userId"));
      const number = readId(world.seed, idKind.task, id);
      if (owner === undefined || number === undefined || Math.floor(number / tasksEach) !== owner.index) {
        throw new Refused(404, "TaskId not found");
      }
      if (given.status !== undefined) oneOf(given.status, states, "status");
      if (given.dueDate !== undefined) instantAt(given, "dueDate");
      const { status, dueDate, priority } = given;
      const changed = {
        ...(status === undefined ? {} : { status }),
        ...(dueDate === undefined ? {} : { dueDate }),
        ...(priority === undefined ? {} : { priority: priorityOf(String(priority), world.seed) }),
      };
      store.tasks.set(id, { ...store.tasks.get(id), ...changed });
      return {
        tasks: tasksOf(owner, world, store).filter((task) => String(task.id) === id),
        crmType: "GENERIC",
      };
    },
  },
];

function checkLicence(store: Store): void {
  if (!store.settings.engage) {
    throw new Refused(500, "Failed to complete the operation due to an unexpected error");
  }
}

function tasksOf(owner: Person, world: World, store: Store): readonly Json[] {
  const { seed, time, today } = world;
  if (owner.kind !== "sdr") return [];
  return Array.from({ length: tasksEach }, (_, place) => {
    const number = owner.index * tasksEach + place;
    const id = idOf(seed, idKind.task, number);
    const customer = customerAt(seed, number % 400);
    const isManual = place === tasksEach - 1;
    return {
      id,
      userId: BigInt(owner.id),
      created: time.iso(today - 5, 36_000_000_000, 3),
      updated: time.iso(today - 2, 36_000_000_000, 3),
      status: "OPEN",
      type: isManual ? "MANUAL" : "FLOW",
      actions: ["CALL"],
      dueDate: time.iso(today + place, 54_000_000_000, 0),
      account: { crmId: customer.accountId, name: `Customer ${customer.number}` },
      contact: { crmId: customer.contactId, type: "CONTACT", data: { emails: [{ email: customer.email }] } },
      ...(isManual
        ? { title: "Call back" }
        : {
            flow: {
              id: BigInt(flowId(1, seed)),
              name: "New leads",
              step: { id: stepId(1, 1, seed), name: "Call", stepNumber: 2 },
            },
          }),
      priority: priorityOf("Normal", seed),
      ...store.tasks.get(String(id)),
    };
  });
}

function priorityOf(name: string, seed: number): Json {
  const weight = Math.max(0, ["low", "normal", "high"].indexOf(name.toLowerCase()));
  return { id: idOf(seed, idKind.priority, weight), name, weight };
}
