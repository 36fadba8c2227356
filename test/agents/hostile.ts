import { actions } from "../../src/gong/actions.ts";
import { hashOf } from "../../src/mock/random.ts";
import { areaOf, namesOf, toolNameOf } from "../../src/tools/catalogue.ts";
import { exampleOf } from "../../src/tools/example.ts";

export type AgentCall = { readonly name: string; readonly input: Record<string, unknown> };

/** A stream of numbers from 0 up to 1 out of a seed. */
function numbers(seed: number): () => number {
  let step = 0;
  return () => {
    step += 1;
    return hashOf(seed, step) / 2 ** 32;
  };
}

const strings = [
  "",
  "*",
  "..",
  "../users",
  "%2e%2e",
  "1 OR 1=1",
  "\u202e4001",
  "null",
  "0",
  "9".repeat(25),
  "a@b.c",
];

/**
 * Calls as a careless, a confused and a hostile agent makes them: every tool under each of its names, with other
 * people's ids, empty filters, selectors that give what was said, confirmations of its own, and members that are none.
 */
export function agentCalls(
  seed: number,
  count: number,
  { ids, emails }: { readonly ids: readonly string[]; readonly emails: readonly string[] },
  /** Where half of the calls go, so that those that are open are tried in many ways. */
  areas: readonly string[],
): readonly AgentCall[] {
  const next = numbers(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const anyId = (): unknown =>
    next() < 0.8 ? pick(ids) : pick<unknown>([...strings, 4001, null, { id: pick(ids) }]);
  const anyEmail = (): unknown => (next() < 0.8 ? pick(emails) : pick(strings));

  const changed = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) {
      if (next() < 0.1) return [];
      const items = value.map((item) => changed(item, name));
      return /id/i.test(name) && next() < 0.5 ? [...items, anyId()] : items;
    }
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(
        Object.entries(value).flatMap(([key, member]) =>
          next() < 0.05 ? [] : [[key, changed(member, key)]],
        ),
      );
    }
    if (/mail/i.test(name)) return anyEmail();
    if (/id$|ids$|user$/i.test(name)) return anyId();
    return next() < 0.03 ? pick(strings) : value;
  };
  const extras: readonly (() => Record<string, unknown>)[] = [
    () => ({ all: true }),
    () => ({ limit: 3 }),
    () => ({ dryRun: false }),
    () => ({ dryRun: true }),
    () => ({ confirm: pick(emails), yes: true, approved: true }),
    () => ({ approval: "AAAAAAAA" }),
    () => ({ persona: "owner" }),
    () => ({ workspaceId: pick(ids) }),
    () => ({ cursor: "AAAA" }),
    () => ({ filter: {} }),
    () => ({ filter: { userIds: [pick(ids), pick(ids)], fromDate: "2026-11-09", toDate: "2026-11-16" } }),
    () => ({ filter: { primaryUserIds: [pick(ids)], fromDateTime: "2026-11-09T00:00:00Z" } }),
    () => ({
      contentSelector: { exposedFields: { content: { brief: true, highlights: true, outline: true } } },
    }),
    () => ({ contentSelector: { exposedFields: { media: true, parties: true } } }),
    () => ({ contentSelector: { exposedFields: { parties: true } } }),
    () => ({ body: { filter: { userIds: [] } } }),
    () => ({ file: { path: "/etc/passwd", deletes: true } }),
  ];
  const near = actions.filter((action) => areas.includes(areaOf(action)));
  const history = ["history_series", "history_findings", "explain_finding", "digest_of_week"];
  return Array.from({ length: count }, (): AgentCall => {
    if (next() < 0.05) {
      const input = pick<Record<string, unknown>>([
        { metric: "callsAsHost" },
        { metric: "talkRatio", who: pick(emails), level: "team" },
        {},
        { scope: "person", who: pick(ids) },
        { finding: `2026-W46:person:${pick(ids)}:callsAsHost` },
      ]);
      return { name: pick(history), input };
    }
    const action = pick(next() < 0.5 ? near : actions);
    const name = pick([
      toolNameOf(action),
      toolNameOf(action),
      ...namesOf(action),
      action.name.toUpperCase(),
      "approve",
    ]);
    const base = changed(exampleOf(action), "") as Record<string, unknown>;
    const more = next() < 0.5 ? pick(extras)() : {};
    return { name, input: { ...base, ...more } };
  });
}
