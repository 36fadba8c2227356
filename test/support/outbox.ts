import { type Claims, claimsOf } from "../../src/history/claims.ts";
import type { Database } from "../../src/history/database.ts";
import { type Lease, takeLease } from "../../src/history/lease.ts";
import {
  listMessages,
  readMessage,
  type StoredMessage,
  sendStates,
  storeMessages,
} from "../../src/history/outbox.ts";
import type { Witness } from "../../src/history/witness.ts";
import { digest } from "../mail/fixture.ts";

/** Stores the fixture's digest of the company, with one message for each recipient. */
export function storeFor(
  database: Database,
  recipients: readonly string[],
  { week = digest.week, raw = "bytes" }: { readonly week?: string; readonly raw?: string } = {},
): void {
  storeMessages(
    database,
    new Map([["company", { ...digest, week }]]),
    recipients.map((recipient) => ({
      week,
      scope: "company",
      recipient,
      messageId: `<${week}.${recipient}>`,
      from: "digest@example.com",
      raw: Buffer.from(raw),
    })),
    "t",
  );
}

/** Every message of the outbox with its bytes, in the order they were stored. */
export function messagesIn(database: Database): readonly StoredMessage[] {
  const ids = listMessages(database, sendStates, 1000).map(({ id }) => id);
  return ids.toSorted((a, b) => a - b).map((id) => readMessage(database, id));
}

/** The only message of the outbox. */
export function onlyMessage(database: Database): StoredMessage {
  const [message, ...rest] = messagesIn(database);
  if (!message || rest.length > 0) throw new Error("expected one message");
  return message;
}

/** Claims under a lease that ends at once, as when its process dies; the next one has a later epoch. */
export function claimsUnder(database: Database, witness: Witness | null = null): Claims & { lease: Lease } {
  const lease = takeLease(database, ":memory:", "t");
  return { ...claimsOf(database, lease, witness), lease };
}
