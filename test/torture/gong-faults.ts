import { status } from "./gong-answers.ts";
import { faults, type GongFault, held } from "./gong-cases.ts";
import { erasures } from "./gong-erasure.ts";
import { hold } from "./gong-hold.ts";
import { type Mangle, startCanary } from "./gong-proxy.ts";
import { ways } from "./gong-ways.ts";
import { writes } from "./gong-writes.ts";
import type { Violation } from "./invariants.ts";
import { type Context, eachOf, newTally, type Part, type Tally } from "./part.ts";

/** A Gong that refuses, lies, stalls and breaks off: the week is held, nobody is mailed, and the next run is whole. */
export const gongFaults: Part = {
  id: "gong",
  title: "Gong's faults E1 to E10, then a run against a sound one",
  async run(context) {
    const tally = newTally();
    const chosen = {
      full: faults,
      short: faults.filter((_, at) => at % 3 === 1),
      least: faults.filter(({ what }) => what === "cursors that lead in a circle"),
    }[context.size];
    const redirects = { full: [301, 302, 303, 307, 308], short: [302], least: [] }[context.size];
    await eachOf(chosen, context.jobs, (fault) => meet(context, tally, fault));
    await eachOf(redirects, context.jobs, (code) => redirect(context, tally, code));
    await ways(context, tally);
    await writes(context, tally);
    if (context.size !== "least") await erasures(context, tally);
    tally.facts.faults = tally.rounds;
    return tally;
  },
};

async function meet(context: Context, tally: Tally, fault: GongFault): Promise<void> {
  let left = fault.times ?? Number.POSITIVE_INFINITY;
  const mangle: Mangle = (socket, answer) => {
    if (left <= 0 || !answer.path.endsWith(fault.path)) return false;
    left -= 1;
    return fault.mangle(socket, answer);
  };
  await hold(context, tally, { label: `${fault.id} ${fault.what}`, mangle, codes: fault.codes });
}

/** Gong sends keys to their own host by a redirect: it is told, never followed. */
async function redirect(context: Context, tally: Tally, code: number): Promise<void> {
  const canary = await startCanary();
  const mangle: Mangle = (socket, answer) =>
    status(code, [`location: ${canary.url}/v2/users`])(socket, answer);
  const more = (): readonly Violation[] =>
    canary.credentials() === 0 ? [] : [{ invariant: "I8", text: "the key went to another host" }];
  await hold(context, tally, { label: `E6 redirect ${code}`, mangle, codes: held, more });
  await canary.close();
}
