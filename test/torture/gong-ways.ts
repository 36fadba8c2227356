import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { type Authority, type Certificate, makeAuthority, selfSigned } from "../support/certificates.ts";
import { hold, noteEnd } from "./gong-hold.ts";
import { startCanary, startProxy } from "./gong-proxy.ts";
import type { Violation } from "./invariants.ts";
import { type Context, eachOf, type Tally } from "./part.ts";
import { startWorld } from "./world.ts";

/** E7: the way to Gong leads nowhere, to somebody else, or past somebody who would like to read along. */
export async function ways(context: Context, tally: Tally): Promise<void> {
  await believeAll(context, tally);
  if (context.size === "least") return;
  const folder = mkdtempSync(join(tmpdir(), "gong-digest-authority-"));
  const authority = makeAuthority();
  const trust = { NODE_EXTRA_CA_CERTS: join(folder, "authority.pem") };
  writeFileSync(trust.NODE_EXTRA_CA_CERTS, authority.cert);
  const isFull = context.size === "full";
  try {
    await eachOf(certificates(authority, trust), context.jobs, async (each, at) => {
      if (isFull || at % 2 === 0) await meetCertificate(context, tally, each);
    });
    await eachOf(isFull ? nowhere : nowhere.slice(0, 1), context.jobs, (each) =>
      hold(context, tally, {
        label: `E7 ${each.what}`,
        codes: each.codes,
        env: { GONG_BASE_URL: each.baseUrl },
      }),
    );
    await passProxy(context, tally, authority, trust);
    await believeAllAt(context, tally);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const here = "127.0.0.1";
type Environment = Readonly<Record<string, string>>;

/** How a server shows who it is. Unless it is whom the program looks for, it must not hear a word. */
type Shown = {
  readonly what: string;
  readonly shown: Certificate;
  readonly env: Environment;
  readonly isBelieved: boolean;
};

function certificates(authority: Authority, trust: Environment): readonly Shown[] {
  const issue = (host: string, days?: readonly [number, number]) =>
    authority.issue({ host, ...(days ? { days } : {}) });
  const strict = { ...trust, NODE_TLS_REJECT_UNAUTHORIZED: "1" };
  return [
    { what: "a certificate of its own", shown: selfSigned(here), env: trust, isBelieved: false },
    { what: "a good certificate", shown: issue(here), env: trust, isBelieved: true },
    { what: "a certificate that has expired", shown: issue(here, [-9, -2]), env: trust, isBelieved: false },
    { what: "a certificate that is not good yet", shown: issue(here, [2, 9]), env: trust, isBelieved: false },
    {
      what: "a certificate for another host",
      shown: issue("api.gong.example"),
      env: strict,
      isBelieved: false,
    },
    { what: "a certificate of nobody known", shown: issue(here), env: {}, isBelieved: false },
  ];
}

async function meetCertificate(context: Context, tally: Tally, each: Shown): Promise<void> {
  const server = await startProxy(context.town.gong.url, () => null, { tls: each.shown });
  const heard = (): readonly Violation[] =>
    each.isBelieved === server.seen.length > 0
      ? []
      : [{ invariant: "I8", text: `${server.seen.length} requests with the key were made` }];
  await hold(context, tally, {
    label: `E7 ${each.what}`,
    codes: each.isBelieved ? [0] : [3],
    env: { ...each.env, GONG_BASE_URL: server.url },
    more: heard,
  });
  await server.close();
}

/** Names of RFC 2606 lead nowhere, on every machine. */
const nowhere = [
  { what: "a name that DNS does not know", baseUrl: "https://gong.invalid", codes: [3] },
  { what: "nobody at the port", baseUrl: `https://${here}:1`, codes: [3] },
  { what: "plain HTTP off this machine", baseUrl: "http://gong.invalid", codes: [2, 3] },
];

/**
 * Proxies that the environment names are not used: they would get the names of hosts, over plain HTTP the key too, and an
 * environment is inherited from whoever starts a job.
 */
async function passProxy(
  context: Context,
  tally: Tally,
  authority: Authority,
  trust: Environment,
): Promise<void> {
  const canary = await startCanary();
  const secure = await startProxy(context.town.gong.url, () => null, {
    tls: authority.issue({ host: here }),
  });
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]);
  const proxies = { ...Object.fromEntries(names.map((name) => [name, canary.url])), NODE_USE_ENV_PROXY: "1" };
  const more = (): readonly Violation[] =>
    canary.connections() === 0
      ? []
      : [{ invariant: "I8", text: `the proxy of the environment saw ${canary.connections()} connections` }];
  for (const baseUrl of [context.town.gong.url, secure.url]) {
    const label = `E7 proxies in the environment, ${new URL(baseUrl).protocol}`;
    await hold(context, tally, {
      label,
      codes: [0],
      env: { ...trust, ...proxies, GONG_BASE_URL: baseUrl },
      more,
    });
  }
  await canary.close();
  await secure.close();
}

const open = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };

const saysWhy = (stderr: string): readonly Violation[] =>
  stderr.includes("NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody pose as")
    ? []
    : [{ invariant: "I9", text: `it is not said why: ${stderr.slice(-300)}` }];

/** Node is told to believe everybody: off this machine the program must not, and must say so. */
async function believeAll(context: Context, tally: Tally): Promise<void> {
  await hold(context, tally, {
    label: "E7 every certificate believed, a name off this machine",
    codes: [2],
    env: { ...open, GONG_BASE_URL: "https://gong.invalid" },
    more: saysWhy,
  });
}

/** The same with somebody who answers, and would get the key. */
async function believeAllAt(context: Context, tally: Tally): Promise<void> {
  const address = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
  if (address === undefined) {
    tally.skipped.push("E7 every certificate believed, at an address: this machine has none but its own");
    return;
  }
  const server = await startProxy(context.town.gong.url, () => null, {
    tls: selfSigned(address),
    host: address,
  });
  const unheard = (stderr: string): readonly Violation[] => [
    ...saysWhy(stderr),
    ...(server.seen.length === 0
      ? []
      : [{ invariant: "I8" as const, text: "the key was sent to whoever asked for it" }]),
  ];
  const env = { ...open, GONG_BASE_URL: server.url };
  await hold(context, tally, {
    label: "E7 every certificate believed, an address",
    codes: [2],
    env,
    more: unheard,
  });
  await logIn(context, tally, { url: server.url, env: open, more: unheard });
  await server.close();
}

/** A login sends the key before there is anything to hold. */
async function logIn(
  context: Context,
  tally: Tally,
  { url, env, more }: { url: string; env: Environment; more: (stderr: string) => readonly Violation[] },
): Promise<void> {
  const world = await startWorld(context.town, { program: context.program });
  try {
    const { code, stderr } = await world.run(["auth", "login", "--base-url", url], { env });
    const violations = [...more(stderr)];
    if (code !== 2) violations.push({ invariant: "I9", text: `login ended with ${code}, expected 2` });
    await world.run(["run"]);
    const label = "E7 every certificate believed, login";
    await noteEnd(context, tally, world, { label, violations });
  } finally {
    await world.close();
  }
}
