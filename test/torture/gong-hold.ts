import { type Mangle, startProxy } from "./gong-proxy.ts";
import { checkInvariants, type Violation } from "./invariants.ts";
import { type Context, note, type Tally } from "./part.ts";
import { startWorld, type World } from "./world.ts";

export type Fault = {
  readonly label: string;
  readonly mangle?: Mangle | null;
  /** How the run may end. */
  readonly codes: readonly number[];
  /** The environment of the run, beside the usual. */
  readonly env?: Readonly<Record<string, string>>;
  /** What else is wrong after it, by what it said. */
  readonly more?: (stderr: string) => readonly Violation[];
};

/** Little patience, so that a fault that stays is soon too much. */
export const impatient = "  retries: 1\n  timeoutSeconds: 6\n  patienceSeconds: 10";

/**
 * A run that meets a fault, and then one that meets none. The first must end as it may, mail nobody unless it ends with 0,
 * and leave a history in which all ten hold; after the second all must be in its place.
 */
export async function hold(
  context: Context,
  tally: Tally,
  { label, mangle = null, codes, env = {}, more = () => [] }: Fault,
): Promise<void> {
  let current: Mangle | null = mangle;
  const proxy = await startProxy(context.town.gong.url, () => current);
  const world = await startWorld(context.town, {
    program: context.program,
    baseUrl: proxy.url,
    gongSettings: impatient,
  });
  try {
    const { code, stderr } = await world.run(["run"], { env });
    const violations: Violation[] = [];
    if (!codes.includes(code ?? -1))
      violations.push({
        invariant: "I9",
        text: `ended with ${code}, expected ${codes.join(" or ")}: ${stderr.slice(-300)}`,
      });
    if (code !== 0 && world.mail.accepted.length > 0)
      violations.push({ invariant: "I9", text: `ended with ${code} and mailed` });
    violations.push(...(await checkInvariants(world, { isOver: false })).violations, ...more(stderr));
    current = null;
    world.calm();
    await world.run(["run"]);
    const end = await checkInvariants(world, { isOver: true });
    note(context, tally, label, { violations: [...violations, ...end.violations], count: end.count });
  } finally {
    await world.close();
    await proxy.close();
  }
}

/** Notes a round whose last run met no fault: everything must be in its place. */
export async function noteEnd(
  context: Context,
  tally: Tally,
  world: World,
  {
    label,
    violations,
    erased = [],
  }: {
    readonly label: string;
    readonly violations: readonly Violation[];
    readonly erased?: readonly string[];
  },
): Promise<void> {
  const end = await checkInvariants(world, { isOver: true, erased });
  note(context, tally, label, { violations: [...violations, ...end.violations], count: end.count });
}
