import { copyFileSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { backup } from "../../jobs/history/backup.ts";
import { erase } from "../../jobs/history/erase.ts";
import { restore } from "../../jobs/history/restore.ts";
import { verify } from "../../jobs/history/verify.ts";
import { exitCode } from "../../jobs/session/exit.ts";
import type { Ledger } from "./ledger.ts";
import { type Ended, runProcess } from "./process-run.ts";
import { type Doing, endText, type Step } from "./step.ts";
import { historyPath, newFolder, type World } from "./world.ts";

/** A copy is kept: by the program, or by whoever copies files while nobody is at work on them. */
export const keepCopy: Doing = async (world, ledger) => {
  if (!existsSync(historyPath(world))) return { text: "no history to copy" };
  world.backup ??= newFolder();
  const copy = join(world.backup, "history.db");
  if (world.chance.is(0.5) && world.diskPages === null) {
    const ended = await runProcess(world, "backup", {}, (session) => backup(session, copy, { force: true }));
    if (ended.code === exitCode.done) noteCopy(world, ledger);
    return mustSucceed(world, ended);
  }
  if (existsSync(`${historyPath(world)}-wal`)) return { text: "the history is not copied, it has a journal" };
  copyFileSync(historyPath(world), copy);
  noteCopy(world, ledger);
  return { text: "a copy of the history is kept" };
};

function noteCopy(world: World, ledger: Ledger | null): void {
  world.suppressedInBackup = [...world.suppressed];
  world.settledInBackup = ledger?.settled.at(-1)?.week ?? null;
}

/** An older history: what was told since must not be told again, and who was erased since must not be in it. */
export const putBack: Doing = async (world) => {
  const copy = world.backup === null ? "" : join(world.backup, "history.db");
  if (!existsSync(copy)) return { text: "no copy to put back" };
  // Copied by hand it holds the erased until the program opens it; by the program it never does.
  if (world.erased.size === 0 && world.chance.is(0.5)) {
    for (const name of ["history.db-wal", "history.db-shm"])
      rmSync(join(world.folder, name), { force: true });
    copyFileSync(copy, historyPath(world));
    world.acceptedBeforeRestore = world.accepted.length;
    world.restores += 1;
    world.suppressed.clear();
    for (const address of world.suppressedInBackup) world.suppressed.add(address);
    return { text: "the copy is put in the place of the history" };
  }
  const ended = await runProcess(world, "restore", {}, (session) => restore(session, copy, {}));
  if (ended.code !== exitCode.done) return mustSucceed(world, ended);
  world.acceptedBeforeRestore = world.accepted.length;
  world.restores += 1;
  // Addresses that unsubscribed since stay so; who had come back is on the list of the copy.
  for (const address of world.suppressedInBackup) world.suppressed.add(address);
  for (const name of readdirSync(world.folder))
    if (name.startsWith("history-before-restore-")) rmSync(join(world.folder, name));
  return { text: endText(ended) };
};

/** Somebody of the company wants to be in none of it any more; nobody whose mail somebody else reads. */
export const eraseSomebody: Doing = async (world) => {
  const { chance, company, config, erased } = world;
  const begun = [...erased].find(([, mails]) => mails === null)?.[0];
  const scopes = JSON.stringify(config.digest?.recipients ?? []);
  const others = company.employees.filter(({ id, email }) => !scopes.includes(email) && !erased.has(id));
  const isLeft = company.employees.length - erased.size > 2;
  // Cut in another zone, calls of a week may be of a week in which nobody else was counted: Gong is then not believed.
  const moves = company.zoneAt(0) !== company.zoneAt(Number.MAX_SAFE_INTEGER);
  if (moves && config.pull.calls) return { text: "nobody is erased here" };
  if (begun === undefined && (others.length === 0 || !isLeft)) return { text: "nobody to erase" };
  const id = begun ?? chance.oneOf(others).id;
  erased.set(id, null);
  const fate = chance.is(0.3) ? { crashAfter: chance.whole(1, 10) } : {};
  const ended = await runProcess(world, `erase ${id}`, fate, (session) => erase(session, { person: id }));
  if (ended.code === exitCode.done) erased.set(id, world.accepted.length);
  return mustSucceed(world, ended);
};

export const verifyAll: Doing = async (world) => {
  if (!existsSync(historyPath(world))) return { text: "no history to verify" };
  return mustSucceed(
    world,
    await runProcess(world, "verify", {}, (session) => verify(session, undefined, {})),
  );
};

/** With room on the disk, and nobody else at work, it must. */
function mustSucceed({ diskPages }: World, ended: Ended): Step {
  const isWrong = ended.code !== null && ended.code !== exitCode.done && diskPages === null;
  const text = endText(ended);
  return { text, ...(isWrong ? { violations: [{ invariant: "I9", text }] } : {}) };
}
