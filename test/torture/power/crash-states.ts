import type { DiskEvent, Fact } from "./trace.ts";

/** What a disk may hold after the power went, and what had been told as done by then. */
export type CrashState = {
  readonly files: () => ReadonlyMap<string, Buffer>;
  readonly facts: readonly Fact[];
  /** How it came about, for messages. */
  readonly label: string;
};

type Change = Extract<DiskEvent, { readonly kind: "write" | "truncate" }>;

const sector = 512;

/**
 * Every disk that a power cut may leave: at each event, of what was written and not yet synced, nothing, all, the first
 * few, some by chance, and the first few with the last one torn. Disks that were given before with the same facts are
 * left out.
 *
 * That a name is in its folder, or gone from it, counts as durable at once; a disk that lies about a sync is not tried.
 */
export function* crashStates(
  events: readonly DiskEvent[],
  random: () => number,
  chances: number,
): Generator<CrashState> {
  let synced: ReadonlyMap<string, Buffer> = new Map();
  let syncs = 0;
  let pending: readonly Change[] = [];
  const facts: Fact[] = [];
  const seen = new Set<string>();
  for (const [index, event] of events.entries()) {
    if (event.kind === "told") facts.push(event.fact);
    else if (event.kind === "write" || event.kind === "truncate") pending = [...pending, event];
    else {
      const [own, others] = [true, false].map((is) =>
        pending.filter(({ file }) => (file === event.file) === is),
      );
      const next = new Map(applied(synced, event.kind === "sync" ? (own ?? []) : []));
      if (event.kind === "unlink") next.delete(event.file);
      synced = next;
      syncs += 1;
      pending = others ?? [];
    }
    for (const [how, changes] of survivors(pending, random, chances)) {
      const key = [facts.length, syncs, ...changes.map((change) => idOf(change, pending))].join();
      if (seen.has(key)) continue;
      seen.add(key);
      const [base, done] = [synced, [...facts]];
      yield { files: () => applied(base, changes), facts: done, label: `event ${index}, ${how}` };
    }
  }
}

/** Which one of the unsynced changes it is, and how much of it is left. */
function idOf(change: Change, pending: readonly Change[]): string {
  const at = pending.indexOf(change);
  return at >= 0 ? String(at) : `torn ${pending.length} ${change.kind === "write" ? change.data.length : 0}`;
}

function* survivors(
  pending: readonly Change[],
  random: () => number,
  chances: number,
): Generator<readonly [string, readonly Change[]]> {
  yield ["nothing unsynced", []];
  if (pending.length === 0) return;
  yield ["all unsynced", pending];
  for (let count = 1; count < pending.length; count += 1) {
    yield [`the first ${count} of ${pending.length}`, pending.slice(0, count)];
  }
  const last = pending.at(-1);
  if (last?.kind === "write" && last.data.length > 1) {
    const half = last.data.length > sector ? sector * Math.ceil(last.data.length / sector / 2) : 1;
    for (const length of new Set([half, last.data.length - 1])) {
      const torn = { ...last, data: last.data.subarray(0, length) };
      yield [`the last torn at ${length}`, [...pending.slice(0, -1), torn]];
      yield [`only the last, torn at ${length}`, [torn]];
    }
  }
  for (let chance = 0; chance < chances; chance += 1) {
    yield [`some by chance ${chance}`, pending.filter(() => random() < 0.5)];
  }
}

/** The files after some changes; those given stay as they are, for other states share them. */
function applied(
  files: ReadonlyMap<string, Buffer>,
  changes: readonly Change[],
): ReadonlyMap<string, Buffer> {
  const after = new Map(files);
  for (const file of new Set(changes.map((change) => change.file))) {
    after.set(
      file,
      contentAfter(
        files.get(file) ?? Buffer.alloc(0),
        changes.filter((change) => change.file === file),
      ),
    );
  }
  return after;
}

function contentAfter(before: Buffer, changes: readonly Change[]): Buffer {
  const added = changes.map((change) =>
    change.kind === "truncate"
      ? change.length
      : (change.offset === "end" ? 0 : change.offset) + change.data.length,
  );
  const appended = changes.reduce(
    (sum, change) => sum + (change.kind === "write" && change.offset === "end" ? change.data.length : 0),
    0,
  );
  const content = Buffer.alloc(Math.max(before.length, ...added) + appended);
  before.copy(content);
  let length = before.length;
  for (const change of changes) {
    if (change.kind === "truncate") {
      content.fill(0, change.length);
      length = change.length;
      continue;
    }
    const offset = change.offset === "end" ? length : change.offset;
    change.data.copy(content, offset);
    length = Math.max(length, offset + change.data.length);
  }
  return content.subarray(0, length);
}
