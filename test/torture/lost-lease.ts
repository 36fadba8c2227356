import { cpSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkInvariants } from "./invariants.ts";
import { type Context, newTally, note, type Part, type Tally } from "./part.ts";
import { startWorld } from "./world.ts";

/**
 * What no lock can prevent: it was deleted while its holder was waiting for the mail server, another run came to its end
 * meanwhile, and then the first one goes on; and a copy of the history from before the mails that is put back.
 */
export const lostLease: Part = {
  id: "lease",
  title: "a lock deleted under a waiting run; an older copy of the history put back",
  async run(context) {
    const tally = newTally();
    const rounds = { full: 10, short: 1, least: 1 }[context.size];
    for (let round = 0; round < rounds; round += 1) {
      for (const stage of ["ehlo", "rcpt", "data"] as const) await overtake(context, tally, stage);
      await putBack(context, tally);
    }
    return tally;
  },
};

async function overtake(context: Context, tally: Tally, stage: "ehlo" | "rcpt" | "data"): Promise<void> {
  const world = await startWorld(context.town, { program: context.program });
  try {
    world.mail.misbehave({ stage, mode: "hang" });
    const slow = world.start(["run"]);
    await Promise.race([new Promise<void>((met) => world.mail.onFault(met)), slow.finished]);
    for (const file of readdirSync(dirname(world.historyPath)).filter((name) => name.includes(".lock")))
      rmSync(join(dirname(world.historyPath), file));
    await world.run(["run"]);
    world.mail.release();
    await slow.finished;
    await world.run(["run"]);
    note(context, tally, `lock deleted at ${stage}`, await checkInvariants(world, { isOver: true }));
  } finally {
    await world.close();
  }
}

async function putBack(context: Context, tally: Tally): Promise<void> {
  const world = await startWorld(context.town, { program: context.program });
  const data = dirname(world.historyPath);
  const copy = join(world.folder, "copy.db");
  try {
    await world.run(["run"], { env: { GONG_DIGEST_FAILPOINT: "outbox.stored" } });
    // Closes the history, so that its file alone is all of it.
    await world.run(["status"]);
    cpSync(world.historyPath, copy);
    await world.run(["run"]);
    for (const end of ["-wal", "-shm"]) rmSync(`${world.historyPath}${end}`, { force: true });
    cpSync(copy, join(data, "history.db"));
    await world.run(["run"]);
    note(context, tally, "an older copy put back", await checkInvariants(world, { isOver: true }));
  } finally {
    await world.close();
  }
}
