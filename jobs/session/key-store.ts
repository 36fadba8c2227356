import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CredentialSource } from "../../src/gong/credentials.ts";
import { GongError } from "../../src/gong/error.ts";
import { storedSource } from "../../src/keys/source.ts";
import type { Store } from "../../src/keys/store.ts";
import type { Log } from "../../src/log.ts";

/** Polls, since a lock of the kernel's tells nobody when it is free; not all at the same time. */
const pollMs = 20;

/** The lock of a store. Null when somebody else still has it after `waitMs`. */
export async function lockStore(file: string, waitMs: number): Promise<{ release(): void } | null> {
  const { tryLock } = await import("../../src/history/lock.ts");
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const end = performance.now() + waitMs;
  for (;;) {
    const lock = tryLock(`${file}.lock`);
    if (lock || performance.now() >= end) return lock;
    await sleep(pollMs * (0.5 + Math.random()));
  }
}

/** Does something to a store while nobody else does. */
export async function whileLocked<T>(store: Store, act: () => T): Promise<T> {
  const lock = await lockStore(store.file, 90_000);
  if (lock === null) {
    throw new GongError("unavailable", `${store.file}: another gong-digest is at work on it; try again`);
  }
  try {
    return act();
  } finally {
    lock.release();
  }
}

export function sourceOfStore(
  store: Store,
  parts: { readonly now: () => Date; readonly log: Log; readonly timeoutSeconds: number },
): CredentialSource {
  return storedSource({
    store,
    lock: (waitMs) => lockStore(store.file, waitMs),
    now: parts.now,
    log: parts.log,
    timeoutMs: parts.timeoutSeconds * 1000,
  });
}

/** Gong's common host, which the settings name when nobody has thought about it. */
const commonHost = "https://api.gong.io";

/** A key goes to the host that is stored with it, which may surprise who has written another one down. */
export function sayOtherHost(log: Log, used: string, written: string): void {
  const wanted = new URL(written).origin;
  if (used === written || used === wanted || wanted === commonHost) return;
  log.warn(`The stored key belongs to ${used}, which is asked instead of gong.baseUrl, ${wanted}`);
}
