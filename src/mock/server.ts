import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";
import type { DateTime } from "luxon";
import { type Company, createWorld } from "./company.ts";
import type { Fault, SeenRequest } from "./faults.ts";
import { createLimits } from "./limits.ts";
import { createOAuth, type MockOAuth, type MockOAuthOptions } from "./oauth.ts";
import { toJson } from "./protocol.ts";
import { hashOf } from "./random.ts";
import { createReply, type Reply, sentWith } from "./reply.ts";
import { createStore } from "./store.ts";

export type MockGongOptions = {
  /** Which company; 1 by default. */
  readonly seed?: number;
  /** Members of teams, 120 by default; managers and others come on top. */
  readonly people?: number;
  /** The mock's clock. It stands still. */
  readonly now: DateTime;
  /** The day whose list of users is given, asked at each request; today's when left out. */
  readonly usersAt?: () => DateTime;
  /** The company's zone, `America/New_York` by default. */
  readonly timeZone?: string;
  /** On 127.0.0.1; 0, the default, takes any free port. */
  readonly port?: number;
  /** 3 by default, as in Gong. */
  readonly requestsPerSecond?: number;
  /** 10,000 by default, as in Gong. */
  readonly requestsPerDay?: number;
  /** `demo-key` by default. */
  readonly accessKey?: string;
  /** `demo-secret` by default. */
  readonly accessKeySecret?: string;
  /** A bearer token that is accepted as well; none by default. */
  readonly token?: string;
  /** The app that may get tokens; `demo-client` by default. */
  readonly oauth?: MockOAuthOptions;
  /** Scopes to refuse, by their names: `api:stats:scorecards`. */
  readonly deniedScopes?: readonly string[];
  /** How many more requests have to come in before erasures, CRM files and the like take effect; 2 by default. */
  readonly laterRequests?: number;
  /** Gong credits for answers by AI, 100 by default. */
  readonly credits?: number;
  /** Whether there is a licence for flows and tasks; `true` by default. */
  readonly engage?: boolean;
  /** Whether the company is in the limited release of meetings; `true` by default. */
  readonly meetings?: boolean;
  /** Asked for each request, before anything else is checked. */
  readonly fault?: (request: SeenRequest) => Fault | undefined;
};

export type MockGong = {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly accessKey: string;
  readonly accessKeySecret: string;
  readonly oauth: MockOAuth;
  /** What is true, whatever the protocol shows of it. */
  readonly company: Company;
  /** Every request so far, refused ones included. */
  readonly requests: readonly SeenRequest[];
  close(): Promise<void>;
};

/**
 * A Gong on this machine: a made-up company behind the real protocol, with Gong's limits and its quirks.
 *
 * @throws {RangeError} for too few or too many people, or a zone that does not exist
 * @example
 * const gong = await startMockGong({ now: DateTime.fromISO("2026-11-16T07:00:00-05:00") });
 * await fetch(`${gong.url}/v2/users`, { headers: { authorization: `Basic ${btoa("demo-key:demo-secret")}` } });
 * await gong.close();
 */
export async function startMockGong(options: MockGongOptions): Promise<MockGong> {
  const { seed = 1, people = 120, now, timeZone = "America/New_York" } = options;
  const { accessKey = "demo-key", accessKeySecret = "demo-secret" } = options;
  const world = createWorld({
    seed,
    people,
    now,
    timeZone,
    ...(options.usersAt && { usersAt: options.usersAt }),
  });
  const requests: { -readonly [Name in keyof SeenRequest]: SeenRequest[Name] }[] = [];
  const authorizations = [`Basic ${Buffer.from(`${accessKey}:${accessKeySecret}`).toString("base64")}`];
  if (options.token !== undefined) authorizations.push(`Bearer ${options.token}`);
  const limits = createLimits(
    options.requestsPerSecond ?? 3,
    options.requestsPerDay ?? 10_000,
    () => performance.now(),
    secondsToMidnight(now),
  );
  const { laterRequests = 2, credits = 100, engage = true, meetings = true, deniedScopes = [] } = options;
  const store = createStore(seed, { laterRequests, credits, engage, meetings, deniedScopes });
  let url = "";
  const oauth = createOAuth(seed, () => url, options.oauth);
  const reply = createReply({ world, store, authorizations, limits, scopesOf: oauth.scopesOf });

  const server = createServer(async (request, response) => {
    const number = requests.length;
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    const seen = {
      method: request.method ?? "GET",
      path: pathname,
      query: Object.fromEntries(searchParams),
      body: undefined as unknown,
      status: 0,
    };
    requests.push(seen);
    const requestId = requestIdOf(seed, number);
    try {
      const { body, parts } = await sentWith(request);
      seen.body = body;
      const fault = options.fault?.(seen);
      if (fault && "kind" in fault && fault.kind === "stall") return;
      if (fault && "kind" in fault && fault.kind === "drop") return void request.socket.destroy();
      const { authorization = "" } = request.headers;
      const answer =
        fault && "status" in fault
          ? faulty(fault)
          : pathname.startsWith("/oauth2/")
            ? oauth.reply({ ...seen, authorization })
            : reply(seen, parts, request, requestId, fault);
      seen.status = answer.status;
      response.writeHead(answer.status, { "x-traceid": requestId, ...answer.headers });
      if (fault && "kind" in fault) cut(request, response, answer.body);
      else response.end(answer.body);
    } catch (cause) {
      if (response.headersSent || request.socket.destroyed) return void request.socket.destroy();
      seen.status = 500;
      response.writeHead(500, { "content-type": "application/json", "x-traceid": requestId });
      response.end(toJson({ requestId, errors: [cause instanceof Error ? cause.message : "unexpected"] }));
    }
  });
  // Longer than clients keep theirs: on a busy machine both would close an idle connection in the same moment.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    oauth,
    accessKey,
    accessKeySecret,
    company: world.company,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function faulty(fault: Extract<Fault, { readonly status: number }>): Reply {
  return { status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? "" };
}

function cut(request: IncomingMessage, response: ServerResponse, body: string): void {
  response.write(body.slice(0, Math.ceil(body.length / 2)), () => request.socket.destroy());
}

/** Twenty letters and digits that are the same for the same request number. */
function requestIdOf(seed: number, number: number): string {
  const parts = [1, 2, 3].map((part) => hashOf(seed, number, part).toString(36).padStart(7, "0"));
  return parts.join("").slice(0, 20);
}

/** When the day's quota returns is not documented; midnight UTC stands in, an hour away at least. */
function secondsToMidnight(now: DateTime): number {
  const left = now.toUTC().endOf("day").diff(now).as("seconds");
  return Math.max(3600, Math.ceil(left));
}
