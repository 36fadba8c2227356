import type { HostedCall } from "./activity.ts";
import { nameOf } from "./names.ts";
import { hashOf } from "./random.ts";

/** Somebody outside the company, with whom calls are held. */
export type Customer = {
  readonly number: number;
  readonly name: string;
  readonly email: string;
  /** With its country code. */
  readonly phone: string;
  /** Ids in the company's CRM. */
  readonly contactId: string;
  readonly accountId: string;
  readonly dealId: string;
};

const count = 400;

/** One of the 400 customers. */
export function customerAt(seed: number, number: number): Customer {
  const name = nameOf(seed, 20_000 + number);
  const digits = String(number).padStart(4, "0");
  return {
    number,
    name: `${name.first} ${name.last}`,
    email: `buyer.${number}@customer-${number}.example`,
    phone: `+1555010${digits}`,
    contactId: `003X${digits}`,
    accountId: `001X${digits}`,
    dealId: `006X${digits}`,
  };
}

/** Who was called, and `undefined` for a call among colleagues. */
export function customerOf(seed: number, call: HostedCall): Customer | undefined {
  const hash = hashOf(seed, call.person.index, call.weekIndex, call.place);
  return hash % 12 === 0 ? undefined : customerAt(seed, hash % count);
}

/** The customer with this address, number or CRM id. */
export function findCustomer(seed: number, key: string): Customer | undefined {
  const digits = /^buyer\.(\d{1,3})@|^\+1555010(\d{4})$|^00[136]X(\d{4})$/.exec(key);
  const number = Number(digits?.[1] ?? digits?.[2] ?? digits?.[3] ?? Number.NaN);
  if (!(number < count)) return undefined;
  const customer = customerAt(seed, number);
  return Object.values(customer).includes(key) ? customer : undefined;
}
