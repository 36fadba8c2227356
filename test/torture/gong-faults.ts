import {
  cutGzip,
  headAlone,
  instead,
  type Mangle,
  slowly,
  startCanary,
  startProxy,
  wrongLength,
} from "./gong-proxy.ts";
import { checkInvariants, type Violation } from "./invariants.ts";
import { type Context, eachOf, newTally, note, type Part, type Tally } from "./part.ts";
import { startWorld } from "./world.ts";

/** What Gong does wrong, on which path, and how a run that meets it may end. */
type GongFault = {
  readonly id: string;
  readonly what: string;
  /** The end of the path; the first answer to it is wrong, or all are. */
  readonly path: string;
  readonly mangle: Mangle;
  /** Only so many answers are wrong; all of them when left out. */
  readonly times?: number;
  /** 3 where the week is held; 0 where it is no fault, or passes within the patience. */
  readonly codes: readonly number[];
};

const held = [3];
const borne = [0];

const status =
  (
    code: number,
    headers: readonly string[] = [],
    body = '{"requestId":"r1","errors":["told to fail"]}',
  ): Mangle =>
  (socket) => {
    const lines = [
      `HTTP/1.1 ${code} Told`,
      "content-type: application/json",
      "connection: close",
      ...headers,
    ];
    socket.end(`${lines.join("\r\n")}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    return true;
  };

const dropped: Mangle = (socket) => {
  socket.resetAndDestroy();
  return true;
};

const silent: Mangle = () => true;

/** The first counter of the first person as this. */
const counter = (text: string): Mangle =>
  instead((body) => body.replace(/("callsAsHost":)\s*\d+/, `$1${text}`));

const records = (text: string): Mangle =>
  instead((body) => body.replace(/"records":\s*\{/, `"records":{${text},`));

/** The first page again for every cursor. */
const repeated = (): Mangle => {
  let first = "";
  return (socket, answer) => {
    if (first === "") first = answer.body.replace(/"records":\s*\{/, '"records":{"cursor":"again",');
    return instead(() => first)(socket, answer);
  };
};

const activity = "aggregate-by-period";
const scope =
  '{"requestId":"r1","errors":["You don\'t have permission to use \'api:stats:interaction\' in your app."]}';

const faults: readonly GongFault[] = [
  {
    id: "E1",
    what: "429, wait 1 s",
    path: activity,
    mangle: status(429, ["retry-after: 1"]),
    times: 1,
    codes: borne,
  },
  {
    id: "E1",
    what: "429, wait until a date",
    path: activity,
    mangle: status(429, ["retry-after: Mon, 16 Nov 2026 14:00:05 GMT"]),
    times: 1,
    codes: [0, 3],
  },
  { id: "E1", what: "429 that names no wait", path: activity, mangle: status(429), times: 1, codes: borne },
  {
    id: "E1",
    what: "429, wait a day",
    path: activity,
    mangle: status(429, ["retry-after: 86400"]),
    codes: held,
  },
  { id: "E2", what: "401", path: "/users", mangle: status(401), codes: held },
  { id: "E2", what: "403", path: activity, mangle: status(403), codes: held },
  {
    id: "E2",
    what: "a scope that is missing",
    path: "interaction",
    mangle: status(401, [], scope),
    codes: held,
  },
  ...[500, 502, 503, 504].map(
    (code): GongFault => ({
      id: "E3",
      what: `${code} for good`,
      path: "interaction",
      mangle: status(code),
      codes: held,
    }),
  ),
  { id: "E3", what: "503 once", path: "interaction", mangle: status(503), times: 1, codes: borne },
  { id: "E3", what: "reset", path: "scorecards", mangle: dropped, codes: held },
  { id: "E3", what: "silence before the head", path: "interaction", mangle: silent, codes: held },
  { id: "E3", what: "silence after the head", path: "interaction", mangle: headAlone, codes: held },
  { id: "E3", what: "a byte a second", path: activity, mangle: slowly, codes: held },
  { id: "E3", what: "gzip cut off", path: activity, mangle: cutGzip, codes: held },
  { id: "E3", what: "a length that is too long", path: "/calls", mangle: wrongLength(10), codes: held },
  { id: "E3", what: "a length that is too short", path: "/calls", mangle: wrongLength(-10), codes: held },
  {
    id: "E3",
    what: "a login page with 200",
    path: "/users",
    mangle: instead(() => "<html><body>Sign in</body></html>"),
    codes: held,
  },
  { id: "E4", what: "a cursor that repeats", path: "/calls", mangle: repeated(), codes: held },
  {
    id: "E4",
    what: "a cursor that leads nowhere",
    path: "/users",
    mangle: records('"cursor":"gone"'),
    codes: held,
  },
  {
    id: "E4",
    what: "a total that is too high",
    path: "interaction",
    mangle: instead((body) => body.replace(/"totalRecords":\s*\d+/, '"totalRecords":9999')),
    codes: held,
  },
  {
    id: "E4",
    what: "an empty page with a cursor",
    path: activity,
    mangle: instead((body) =>
      body
        .replace(/"usersAggregateActivity":\s*\[.*\]/s, '"usersAggregateActivity":[]')
        .replace(/"records":\s*\{/, '"records":{"cursor":"more",'),
    ),
    codes: held,
  },
  {
    id: "E5",
    what: "a new member",
    path: activity,
    mangle: instead((body) => body.replace("{", '{"brandNew":{"a":[1]},')),
    codes: borne,
  },
  {
    id: "E5",
    what: "__proto__ as a member",
    path: activity,
    mangle: instead((body) => body.replace("{", '{"__proto__":{"polluted":true},')),
    codes: [0, 3],
  },
  {
    id: "E5",
    what: "an emoji for a name",
    path: "/users",
    mangle: instead((body) => body.replace(/("firstName":)\s*"[^"]*"/, '$1"\u{1f937}\u200d\u2642\ufe0f"')),
    codes: borne,
  },
  {
    id: "E5",
    what: "a name of a megabyte",
    path: "/users",
    mangle: instead((body) => body.replace(/("firstName":)\s*"[^"]*"/, `$1"${"n".repeat(1_000_000)}"`)),
    codes: borne,
  },
  ...["null", "NaN", "1e309", "-3", '"7"', "9007199254740993", "1.5"].map(
    (text): GongFault => ({
      id: "E5",
      what: `${text} for a counter`,
      path: activity,
      mangle: counter(text),
      codes: held,
    }),
  ),
  {
    id: "E5",
    what: "a counter that is missing",
    path: activity,
    mangle: instead((body) => body.replace(/"callsAsHost":\s*\d+,?/, "")),
    codes: held,
  },
];

/** A Gong that refuses, lies, stalls and breaks off: the week is held, nobody is mailed, and the next run is whole. */
export const gongFaults: Part = {
  id: "gong",
  title: "Gong's faults E1 to E6, then a run against a sound one",
  async run(context) {
    const tally = newTally();
    const chosen = context.size === "full" ? faults : faults.filter((_, at) => at % 3 === 1);
    await eachOf(chosen, context.jobs, (fault) => meet(context, tally, fault));
    for (const code of context.size === "full" ? [301, 302, 307, 308] : [302])
      await redirect(context, tally, code);
    tally.facts.faults = tally.rounds;
    return tally;
  },
};

const settings = "  retries: 1\n  timeoutSeconds: 6\n  patienceSeconds: 10";

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

async function hold(
  context: Context,
  tally: Tally,
  {
    label,
    mangle,
    codes,
    more = () => [],
  }: {
    readonly label: string;
    readonly mangle: Mangle;
    readonly codes: readonly number[];
    readonly more?: () => readonly Violation[];
  },
): Promise<void> {
  let current: Mangle | null = mangle;
  const proxy = await startProxy(context.town.gong.url, () => current);
  const world = await startWorld(context.town, {
    program: context.program,
    baseUrl: proxy.url,
    gongSettings: settings,
  });
  try {
    const { code, stderr } = await world.run(["run"]);
    const violations: Violation[] = [];
    if (!codes.includes(code ?? -1))
      violations.push({
        invariant: "I9",
        text: `ended with ${code}, expected ${codes.join(" or ")}: ${stderr.slice(-300)}`,
      });
    if (code !== 0 && world.mail.accepted.length > 0)
      violations.push({ invariant: "I9", text: `ended with ${code} and mailed` });
    violations.push(...(await checkInvariants(world, { isOver: false })).violations, ...more());
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
