import { callsBetween, idOfCall, isWith } from "../call-records.ts";
import type { World } from "../company.ts";
import { type Customer, findCustomer } from "../customers.ts";
import { idKind, idOf } from "../ids.ts";
import { type GongRequest, type Json, Refused, type Route, textAt } from "../protocol.ts";
import { hashOf } from "../random.ts";
import type { Store } from "../store.ts";

const dayMs = 86_400_000;
/** How far back the mock looks for somebody's calls. */
const daysBack = 91;

/** What is known of an address or a number, and its erasure, which takes effect later. */
export const dataPrivacyRoutes: readonly Route[] = [
  {
    method: "GET",
    path: /^\/v2\/data-privacy\/data-for-email-address$/,
    scope: "api:data-privacy:read",
    answer: (request, world, _, store) => {
      const address = addressOf(request, world);
      const customer = findCustomer(world.seed, address);
      return { ...referencesTo(address, customer, world, store), customerEngagement: [] };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/data-privacy\/data-for-phone-number$/,
    scope: "api:data-privacy:read",
    answer: (request, world, _, store) => {
      const number = numberOf(request);
      const customer = findCustomer(world.seed, number);
      const isGone = customer !== undefined && isErased(customer, store);
      return {
        ...referencesTo(number, customer, world, store),
        suppliedPhoneNumber: number,
        matchingPhoneNumbers: customer && !isGone ? [customer.phone] : [],
        emailAddresses: customer && !isGone ? [customer.email] : [],
      };
    },
  },
  {
    method: "POST",
    path: /^\/v2\/data-privacy\/erase-data-for-email-address$/,
    scope: "api:data-privacy:delete",
    takes: "nothing",
    answer: (request, world, _, store) => {
      store.erasures.push({ ...store.job(), key: addressOf(request, world) });
      return {};
    },
  },
  {
    method: "POST",
    path: /^\/v2\/data-privacy\/erase-data-for-phone-number$/,
    scope: "api:data-privacy:delete",
    takes: "nothing",
    answer: (request, _, __, store) => {
      store.erasures.push({ ...store.job(), key: numberOf(request) });
      return {};
    },
  },
];

function addressOf(request: GongRequest, { roster }: World): string {
  const address = textAt(request.query, "emailAddress");
  if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw new Refused(400, "emailAddress: is no e-mail address");
  if (roster.people.some((person) => person.email === address)) {
    throw new Refused(400, "The email address belongs to an internal user");
  }
  return address;
}

/** A plus that was not encoded arrives as a space. */
function numberOf(request: GongRequest): string {
  const number = textAt(request.query, "phoneNumber");
  if (!/^\+\d{6,15}$/.test(number))
    throw new Refused(400, "phoneNumber: must start with + and a country code");
  return number;
}

function isErased({ email, phone }: Customer, store: Store): boolean {
  const erased = store.erased();
  return erased.has(email) || erased.has(phone);
}

function referencesTo(key: string, customer: Customer | undefined, world: World, store: Store): Json {
  const now = world.now.toMillis();
  const calls = callsBetween(now - daysBack * dayMs, now, world, store)
    .filter((call) => isWith(call, key, world.seed))
    .map((call) => ({ id: idOfCall(call, world.seed), status: "COMPLETED", externalSystems: [] }));
  if (customer === undefined || isErased(customer, store)) {
    return { emails: [], calls, meetings: [], customerData: [] };
  }
  const id = idOf(world.seed, idKind.email, customer.number);
  const [mailbox] = world.roster.people;
  return {
    emails: [
      {
        from: customer.email,
        id: String(id),
        sentTime: world.time.iso(world.today - 3, 36_000_000_000, 0),
        mailbox: mailbox?.email,
        messageHash: hashOf(world.seed, customer.number).toString(16).padStart(8, "0"),
      },
    ],
    calls,
    meetings: [],
    customerData: [
      {
        system: "Generic",
        objects: [
          {
            id: String(id + 1n),
            objectType: "Contact",
            externalId: customer.contactId,
            fields: [{ name: "Name", value: customer.name }],
          },
        ],
      },
    ],
  };
}
