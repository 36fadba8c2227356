import { checkInvariants, type Violation } from "./invariants.ts";
import { type MailFault, type MailMode, mailModes, mailStages } from "./mail-server.ts";
import { type Context, eachOf, newTally, note, type Part, type Tally } from "./part.ts";
import { startWorld, type World } from "./world.ts";

type Policy = "hold" | "resend";

/** A mail server that breaks at each stage in each way, each time for another reader; the others must not care. */
export const mailFaults: Part = {
  id: "mail",
  title: "mail server: 10 stages × 6 modes, then a run against a sound one",
  async run(context) {
    const tally = newTally();
    if (context.size === "least") {
      await breakAtAll(context, tally, { mode: "rst", policy: "hold" });
      return tally;
    }
    const policies: readonly Policy[] = context.size === "full" ? ["hold", "resend"] : ["hold"];
    await eachOf(policies, context.jobs, (policy) => hangAtAll(context, tally, policy, "SIGKILL"));
    const rounds = { full: 5, short: 1 }[context.size];
    const cases = policies.flatMap((policy) => mailModes.map((mode) => ({ policy, mode })));
    const all = Array.from({ length: rounds }, () => cases).flat();
    await eachOf(all, context.jobs, (each) =>
      each.mode === "hang" ? hangAtAll(context, tally, each.policy) : breakAtAll(context, tally, each),
    );
    return tally;
  },
};

/** A run whose nth mail meets the nth stage's fault, then an undisturbed one. */
async function breakAtAll(
  context: Context,
  tally: Tally,
  { mode, policy }: { readonly mode: MailMode; readonly policy: Policy },
): Promise<void> {
  const world = await startWorld(context.town, { program: context.program, policy, moreReaders });
  try {
    await storeOutbox(world);
    world.mail.misbehave(...mailStages.map((stage) => ({ stage, mode })));
    await world.run(["run"]);
    const first = await checkInvariants(world, { isOver: false });
    if (world.mail.met() < mailStages.length) {
      const text = `of ${mailStages.length} faults ${world.mail.met()} were met`;
      throw new Error(`every stage × ${mode}: ${text}: ${world.finished.at(-1)?.stderr.slice(-300)}`);
    }
    world.mail.misbehave();
    await world.run(["run"]);
    const end = await checkInvariants(world, { isOver: true });
    const fates = mailStages.flatMap((stage, at) =>
      unlike(world, world.recipients[at] ?? "", { stage, mode }, policy),
    );
    tally.facts.cases = (tally.facts.cases ?? 0) + mailStages.length;
    note(context, tally, `every stage × ${mode}, ${policy}`, {
      violations: [...first.violations, ...end.violations, ...fates],
      count: end.count,
    });
  } finally {
    await world.close();
  }
}

/** Ends a run when its mails are stored, so that the next one begins with the mail server. */
async function storeOutbox(world: World): Promise<void> {
  const { signal, stderr } = await world.run(["run"], { env: { GONG_DIGEST_FAILPOINT: "outbox.stored" } });
  if (signal !== "SIGKILL") throw new Error(`no mails were stored: ${stderr.slice(-300)}`);
}

/** As many readers as there are stages, and one who meets nothing. */
const moreReaders = mailStages.length + 1 - 3;

/**
 * A server that falls silent may be waited for up to ten minutes, so each run is stopped while it waits; the next
 * one meets the silence a stage later.
 */
async function hangAtAll(
  context: Context,
  tally: Tally,
  policy: Policy,
  by: "SIGTERM" | "SIGKILL" = "SIGTERM",
): Promise<void> {
  const world = await startWorld(context.town, { program: context.program, policy, moreReaders });
  const violations: Violation[] = [];
  try {
    await storeOutbox(world);
    for (const stage of mailStages) {
      world.mail.misbehave({ stage, mode: "hang" });
      violations.push(...(await stopWhileSilent(world, stage, by)));
      violations.push(...(await checkInvariants(world, { isOver: false })).violations);
      tally.facts.cases = (tally.facts.cases ?? 0) + 1;
    }
    world.mail.misbehave();
    await world.run(["run"]);
    const end = await checkInvariants(world, { isOver: true });
    violations.push(...end.violations);
    note(context, tally, `every stage × hang, ended by ${by}, ${policy}`, { violations, count: end.count });
  } finally {
    await world.close();
  }
}

const longestStopMs = 5_000;

async function stopWhileSilent(
  world: World,
  stage: MailFault["stage"],
  by: "SIGTERM" | "SIGKILL",
): Promise<readonly Violation[]> {
  const { child, finished } = world.start(["run"]);
  const met = new Promise<void>((resolve) => world.mail.onFault(resolve));
  await Promise.race([met, finished]);
  const stopped = Date.now();
  child.kill(by);
  const { code, signal } = await finished;
  if (by === "SIGKILL") return [];
  const took = Date.now() - stopped;
  const violations: Violation[] = [];
  // At QUIT the mail has been taken: nothing is waited for, and all the other mails may have gone out too.
  if (code !== 143 && !(stage === "quit" && (code === 0 || code === 4)))
    violations.push({ invariant: "I9", text: `${stage}: ended with ${code ?? signal}, expected 143` });
  if (took > longestStopMs)
    violations.push({ invariant: "I9", text: `${stage}: took ${took} ms to end at SIGTERM` });
  return violations;
}

/** What must have become of a mail: certainly unsent is sent, doubt is held, no is no. */
function unlike(
  world: World,
  recipient: string,
  { stage, mode }: MailFault,
  policy: Policy,
): readonly Violation[] {
  const taken = world.mail.accepted.filter((mail) => mail.recipient === recipient).length;
  const wanted = expected(stage, mode, policy);
  if (wanted.includes(taken)) return [];
  return [
    { invariant: "I3", text: `${stage} × ${mode}: taken ${taken} times, expected ${wanted.join(" or ")}` },
  ];
}

function expected(stage: MailFault["stage"], mode: MailMode, policy: Policy): readonly number[] {
  const isBroken = mode === "rst" || mode === "fin" || mode === "hang";
  const isResent = policy === "resend";
  if (stage === "quit") return [1];
  if (stage === "end-after") return isBroken && isResent ? [2] : [1];
  if (stage === "mid-data" || stage === "end-before") {
    if (isBroken) return isResent ? [1] : [0];
    // The server may say its no while the mail flows, and hang up: heard or not, it took nothing.
    if (stage === "mid-data") return [0, 1];
    return mode === "5xx" ? [0] : [1];
  }
  const isJudged = mode === "5xx" && ["mail", "rcpt", "data"].includes(stage);
  return isJudged ? [0] : [1];
}
