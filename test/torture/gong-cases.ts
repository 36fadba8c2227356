import { counter, dropped, records, silent, status } from "./gong-answers.ts";
import { circle, endless, expired, repeated } from "./gong-cursors.ts";
import {
  cutChunks,
  cutGzip,
  headAlone,
  hugeGzip,
  instead,
  type Mangle,
  noGzip,
  noHttp,
  slowly,
  wrongLength,
} from "./gong-proxy.ts";

/** What Gong does wrong, on which path, and how a run that meets it may end. */
export type GongFault = {
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

export const held = [3];
export const borne = [0];

const activity = "aggregate-by-period";
const scope =
  '{"requestId":"r1","errors":["You don\'t have permission to use \'api:stats:interaction\' in your app."]}';

export const faults: readonly GongFault[] = [
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
    codes: borne,
  },
  { id: "E1", what: "429 that names no wait", path: activity, mangle: status(429), times: 1, codes: borne },
  {
    id: "E1",
    what: "429 with a wait that is none",
    path: activity,
    mangle: status(429, ["retry-after: soon"]),
    times: 1,
    codes: borne,
  },
  {
    id: "E1",
    what: "429, wait until a date that is over",
    path: activity,
    mangle: status(429, ["retry-after: Mon, 01 Jan 2024 00:00:00 GMT"]),
    times: 1,
    codes: borne,
  },
  {
    id: "E1",
    what: "429, wait until a date of the next day",
    path: activity,
    mangle: status(429, ["retry-after: Tue, 17 Nov 2026 14:00:00 GMT"]),
    codes: held,
  },
  { id: "E1", what: "429 for good", path: "/users", mangle: status(429, ["retry-after: 0"]), codes: held },
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
  { id: "E3", what: "gzip that is none", path: activity, mangle: noGzip, codes: held },
  { id: "E3", what: "gzip that grows to 300 MB", path: activity, mangle: hugeGzip, codes: held },
  { id: "E3", what: "chunks that end too early", path: activity, mangle: cutChunks, codes: held },
  { id: "E3", what: "what is no HTTP", path: activity, mangle: noHttp, codes: held },
  { id: "E3", what: "a length that is too long", path: "/calls", mangle: wrongLength(10), codes: held },
  { id: "E3", what: "a length that is too short", path: "/calls", mangle: wrongLength(-10), codes: held },
  {
    id: "E3",
    what: "a login page with 200",
    path: "/users",
    mangle: instead(() => "<html><body>Sign in</body></html>"),
    codes: held,
  },
  {
    id: "E3",
    what: "a login page that says what it is",
    path: activity,
    mangle: instead(() => "<!doctype html><title>Sign in</title>", "text/html; charset=utf-8"),
    codes: held,
  },
  { id: "E3", what: "nothing with 200", path: "interaction", mangle: instead(() => ""), codes: held },
  { id: "E3", what: "204", path: "interaction", mangle: status(204, [], ""), codes: held },
  { id: "E4", what: "a cursor that repeats", path: "/calls", mangle: repeated(), codes: held },
  { id: "E4", what: "cursors that lead in a circle", path: "/users", mangle: circle(), codes: held },
  { id: "E4", what: "a cursor that has expired", path: "/users", mangle: expired(), codes: held },
  {
    id: "E4",
    what: "a cursor that never ends, on empty pages",
    path: "/users",
    mangle: endless(),
    codes: held,
  },
  {
    id: "E4",
    what: "a person twice on a page",
    path: activity,
    mangle: instead((body) =>
      body.replace(
        /("usersAggregateActivity":\s*\[)(\{.*?\}\]\},)/s,
        (_, head, row) => `${head}${row}${row}`,
      ),
    ),
    codes: held,
  },
  {
    id: "E4",
    what: "a total that is too low",
    path: "/users",
    mangle: instead((body) => body.replace(/"totalRecords":\s*\d+/, '"totalRecords":1')),
    codes: held,
  },
  {
    id: "E4",
    what: "no records at all",
    path: "/users",
    mangle: instead((body) => body.replace(/"records":\s*\{[^}]*\},?/, "")),
    codes: held,
  },
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
    codes: borne,
  },
  {
    id: "E5",
    what: "__proto__ for one more metric, without a value",
    path: "interaction",
    mangle: instead((body) =>
      body.replace(/("personInteractionStats":\s*\[)/, '$1{"name":"__proto__","value":null},'),
    ),
    codes: borne,
  },
  {
    id: "E5",
    what: "constructor and prototype as members of a person",
    path: "/users",
    mangle: instead((body) =>
      body.replace('"firstName"', '"constructor":{"prototype":{"polluted":true}},"firstName"'),
    ),
    codes: borne,
  },
  {
    id: "E5",
    what: "a member twice, with two values",
    path: activity,
    mangle: instead((body) => body.replace(/("callsAsHost":)\s*(\d+)/, "$1$2,$1999")),
    codes: held,
  },
  {
    id: "E5",
    what: "100,000 brackets in each other",
    path: "/users",
    mangle: instead(() => "[".repeat(100_000)),
    codes: held,
  },
  {
    id: "E5",
    what: "ids as bare numbers",
    path: "/users",
    mangle: instead((body) => body.replace(/("(?:id|managerId)":)\s*"(\d+)"/g, "$1$2")),
    codes: borne,
  },
  {
    id: "E5",
    what: "half of a sign for a name",
    path: "/users",
    mangle: instead((body) => body.replace(/("firstName":)\s*"[^"]*"/, '$1"\\ud83e"')),
    codes: borne,
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
