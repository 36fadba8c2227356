import { findAction } from "../../src/tools/catalogue.ts";
import { exampleOf } from "../../src/tools/example.ts";
import { dropped, silent, status } from "./gong-answers.ts";
import { noteEnd } from "./gong-hold.ts";
import { type GongProxy, headAlone, instead, type Mangle, startProxy } from "./gong-proxy.ts";
import type { Violation } from "./invariants.ts";
import { makeOwner, type Owner } from "./owner.ts";
import { type Context, eachOf, note, type Tally } from "./part.ts";
import { lastReceipt } from "./receipts.ts";
import { startWorld, type World } from "./world.ts";

/** A call that changes data in Gong, as it is typed. */
type Change = {
  readonly words: readonly string[];
  /** It takes data away for good, so each call needs an approval of its own. */
  readonly isApproved: boolean;
};

const address = "kim@customer.example";
const erasure: Change = {
  words: ["privacy.eraseByEmail", "--email-address", address, "--confirm", address],
  isApproved: true,
};
const changeOf = (name: string, isApproved: boolean): Change => ({
  words: [name, "--input", JSON.stringify(exampleOf(findAction(name))), "--yes"],
  isApproved,
});
const changes: readonly Change[] = [
  erasure,
  changeOf("calls.removeAccess", true),
  changeOf("calls.giveAccess", false),
  changeOf("tasks.update", false),
  changeOf("flows.assign", false),
];

/** What becomes of a request after its last byte has left, and what may be known of it. */
type Fate = {
  readonly id: "E8" | "E10";
  readonly what: string;
  readonly mangle: Mangle;
  readonly code: number;
  /** As the receipt has it: `unknown` where it may have taken effect. */
  readonly status: "ok" | "error" | "unknown";
  /** Must be said. */
  readonly said?: RegExp;
};

const look = /before you repeat it|do not repeat it/;
const unknown = { id: "E8", code: 3, status: "unknown", said: look } as const;
const protection =
  '{"requestId":"r1","errors":["The data integrity protection has stopped the deletion: an abnormal number of objects would be deleted"]}';
const stopped = { id: "E10", code: 3, said: /data integrity protection/ } as const;

const fates: readonly Fate[] = [
  { ...unknown, what: "no answer", mangle: silent },
  { ...unknown, what: "a reset", mangle: dropped },
  { ...unknown, what: "half an answer", mangle: headAlone },
  { ...unknown, what: "500", mangle: status(500) },
  { ...unknown, what: "503 with a wait", mangle: status(503, ["retry-after: 1"]) },
  { ...unknown, what: "a login page with 200", mangle: instead(() => "<html>Sign in</html>", "text/html") },
  { id: "E8", what: "429", mangle: status(429, ["retry-after: 1"]), code: 3, status: "error" },
  {
    id: "E8",
    what: "an answer",
    mangle: instead(() => '{"requestId":"r1","tasks":[]}'),
    code: 0,
    status: "ok",
  },
];

const protections: readonly Fate[] = [400, 403, 409, 422].map((code) => ({
  ...stopped,
  what: `data integrity protection, ${code}`,
  mangle: status(code, [], protection),
  status: "error",
}));
const inDoubt: Fate = {
  ...stopped,
  what: "data integrity protection, 500",
  mangle: status(500, [], protection),
  status: "unknown",
};

/** E8 and E10: what changes data is sent once, whatever becomes of it, and is written down before and after. */
export async function writes(context: Context, tally: Tally): Promise<void> {
  const chosen = { full: changes, short: [erasure], least: [changeOf("calls.giveAccess", false)] };
  await eachOf(chosen[context.size], context.jobs, async (change) => {
    const own = change === erasure ? [...fates, ...protections, inDoubt] : fates;
    const every = { full: 1, short: 4, least: 8 }[context.size];
    await meetAll(
      context,
      tally,
      change,
      own.filter((_, at) => at % every === 0),
    );
  });
}

const settings = "  retries: 3\n  timeoutSeconds: 2\n  patienceSeconds: 10";

async function meetAll(
  context: Context,
  tally: Tally,
  change: Change,
  chosen: readonly Fate[],
): Promise<void> {
  let current: Mangle | null = null;
  const owner = makeOwner();
  const proxy = await startProxy(context.town.gong.url, () => current);
  const world = await startWorld(context.town, {
    program: context.program,
    baseUrl: proxy.url,
    gongSettings: settings,
    moreSettings: owner.settings,
  });
  const [name = ""] = change.words;
  try {
    for (const fate of chosen) {
      current = fate.mangle;
      const violations = await meet({ world, proxy, owner }, change, fate);
      note(context, tally, `${fate.id} ${name}, ${fate.what}`, { violations });
    }
    current = silent;
    const violations = change.isApproved
      ? [
          ...(await killed({ world, proxy, owner }, change)),
          ...(await twoAtOnce({ world, proxy, owner }, change)),
        ]
      : [];
    current = null;
    const { code } = await world.run(["audit", "verify"]);
    if (code !== 0) violations.push({ invariant: "I9", text: `audit verify ended with ${code}` });
    world.calm();
    await world.run(["run"]);
    await noteEnd(context, tally, world, { label: `E8 ${name}, ended and at once`, violations });
  } finally {
    await world.close();
    await proxy.close();
  }
}

type Place = { readonly world: World; readonly proxy: GongProxy; readonly owner: Owner };

async function meet(
  { world, proxy, owner }: Place,
  change: Change,
  fate: Fate,
): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  const call = ["tools", "call", ...change.words];
  if (change.isApproved) violations.push(...(await owner.approve(world, call)));
  const before = proxy.seen.length;
  const { code, stderr } = await world.run(call);
  const sent = proxy.seen.length - before;
  if (sent !== 1) violations.push({ invariant: "I3", text: `it was sent ${sent} times` });
  if (code !== fate.code)
    violations.push({
      invariant: "I9",
      text: `ended with ${code}, expected ${fate.code}: ${stderr.slice(-300)}`,
    });
  if (fate.said && !fate.said.test(stderr))
    violations.push({ invariant: "I9", text: `${fate.said} is not said: ${stderr.slice(-300)}` });
  const receipt = lastReceipt(world, change.words[0] ?? "");
  if (receipt?.status !== fate.status)
    violations.push({
      invariant: "I9",
      text: `the receipt says ${receipt?.status ?? "nothing"}, expected ${fate.status}`,
    });
  return change.isApproved
    ? [...violations, ...(await refused({ world, proxy, owner }, change))]
    : violations;
}

/** The same once more, without an approval of its own. */
async function refused({ world, proxy }: Place, change: Change): Promise<readonly Violation[]> {
  const before = proxy.seen.length;
  const { code } = await world.run(["tools", "call", ...change.words]);
  const sent = proxy.seen.length - before;
  return [
    ...(sent === 0 ? [] : [{ invariant: "I3" as const, text: `the same approval held ${sent} times more` }]),
    ...(code === 2
      ? []
      : [{ invariant: "I9" as const, text: `a second call ended with ${code}, expected 2` }]),
  ];
}

/** Ended by `kill -9` while Gong is silent: the receipt of the attempt is there, and has no end. */
async function killed(place: Place, change: Change): Promise<Violation[]> {
  const { world, proxy, owner } = place;
  const call = ["tools", "call", ...change.words];
  const violations: Violation[] = [...(await owner.approve(world, call))];
  const before = proxy.seen.length;
  const { child, finished } = world.start(call);
  const until = Date.now() + 60_000;
  while (proxy.seen.length === before && child.exitCode === null && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 5));
  const atSea = lastReceipt(world, change.words[0] ?? "");
  child.kill("SIGKILL");
  await finished;
  if (proxy.seen.length !== before + 1)
    violations.push({ invariant: "I3", text: `${proxy.seen.length - before} requests before the kill` });
  if (atSea?.status !== null)
    violations.push({
      invariant: "I9",
      text: `with the request under way the receipt says ${atSea?.status ?? "nothing"}, expected one without an end`,
    });
  return [...violations, ...(await refused(place, change))];
}

/** Two calls and one approval. */
async function twoAtOnce(place: Place, change: Change): Promise<readonly Violation[]> {
  const { world, proxy, owner } = place;
  const call = ["tools", "call", ...change.words];
  const violations: Violation[] = [...(await owner.approve(world, call))];
  const before = proxy.seen.length;
  const ends = await Promise.all([world.run(call), world.run(call)]);
  const [sent, codes] = [
    proxy.seen.length - before,
    ends
      .map(({ code }) => code)
      .toSorted()
      .join(),
  ];
  if (sent !== 1) violations.push({ invariant: "I3", text: `one approval, and ${sent} requests` });
  if (codes !== "2,3") violations.push({ invariant: "I9", text: `ended with ${codes}, expected 2,3` });
  return violations;
}
