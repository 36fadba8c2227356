import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { World } from "./company.ts";
import type { Fault, SeenRequest } from "./faults.ts";
import type { Limits } from "./limits.ts";
import { type Part, readParts } from "./multipart.ts";
import { createPager } from "./pages.ts";
import { checkScope, Refused, type Route, toJson } from "./protocol.ts";
import { routes } from "./routes/all.ts";
import type { Store } from "./store.ts";

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Gate = {
  readonly world: World;
  readonly store: Store;
  readonly authorizations: readonly string[];
  readonly limits: Limits;
  /** What the token of an app may do; null when it is none that is good. */
  readonly scopesOf: (authorization: string) => ReadonlySet<string> | null;
};

/** What came in behind the headers: JSON, text, or the parts of an upload. */
export type Sent = { readonly body: unknown; readonly parts: readonly Part[] | undefined };

/** Reads a request to its end. Of an upload only a file of CRM objects is kept, of others the size is known. */
export async function sentWith(request: IncomingMessage): Promise<Sent> {
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("multipart/form-data")) {
    const parts = await readParts(request, type, ["dataFile"]);
    return { body: parts && { parts: parts.map(({ content: _, ...part }) => part) }, parts };
  }
  const sent = await text(request);
  return { body: sent === "" ? undefined : parsed(sent), parts: undefined };
}

/** Quota, login, route, scope, what is sent, answer: in this order, the first that objects decides. */
export function createReply({ world, store, authorizations, limits, scopesOf }: Gate) {
  const pager = createPager(world.seed, store.version);
  return (
    seen: SeenRequest,
    parts: Sent["parts"],
    request: IncomingMessage,
    requestId: string,
    fault: Fault | undefined,
  ): Reply => {
    const refused = (status: number, errors: readonly string[], also: object = {}, headers = {}): Reply => ({
      status,
      headers: { ...json, ...headers },
      body: toJson({ requestId, errors, ...also }),
    });
    const busy = limits.take();
    if (busy) {
      const headers = { "retry-after": String(busy.retryAfterSeconds) };
      return refused(429, ["API request limit exceeded"], {}, headers);
    }
    const { authorization = "" } = request.headers;
    const scopes = scopesOf(authorization);
    if (!authorizations.includes(authorization) && scopes === null) {
      return refused(401, ["The access key or the access token is not valid"]);
    }
    const known = routes.filter((route) => route.path.test(seen.path));
    const route = known.find((one) => one.method === seen.method);
    if (route === undefined) {
      const status = known.length === 0 ? 404 : 405;
      return {
        status,
        headers: { "content-type": "text/html" },
        body: `<html><body>${status}</body></html>`,
      };
    }
    store.requests++;
    try {
      checkScope(route.scope, store.settings.deniedScopes);
      if (scopes?.has(route.scope) === false) checkScope(route.scope, [route.scope]);
      checkSent(route, seen.body, request.headers["content-type"] ?? "", parts);
      const caught = route.path.exec(seen.path)?.slice(1) ?? [];
      const members = route.answer({ ...seen, caught, parts: parts ?? [] }, world, pager, store);
      const answer = { requestId, ...members };
      const shown = (fault && "patch" in fault ? fault.patch(answer) : answer) as object;
      return { status: route.status ?? 200, headers: json, body: toJson(shown) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return refused(error.status, error.errors, error.also);
    }
  };
}

const json = { "content-type": "application/json;charset=UTF-8" };

/** @throws {Refused} 400 or 415 when the body is not of the kind that the route takes */
function checkSent(route: Route, body: unknown, contentType: string, parts: Sent["parts"]): void {
  const takes = route.takes ?? (route.method === "GET" ? "nothing" : "json");
  if (takes === "nothing") return;
  if (takes === "upload") {
    if (!contentType.startsWith("multipart/form-data")) throw unsupported(contentType);
    if (parts === undefined) throw new Refused(400, "Failed to parse multipart request");
    return;
  }
  const isMissing = route.method === "GET" && body === undefined;
  if (isMissing || contentType.startsWith("multipart/")) throw unsupported(contentType);
  if (typeof body !== "object" || body === null) throw new Refused(400, "Json parse error");
}

function unsupported(contentType: string): Refused {
  return new Refused(415, `Content type '${contentType}' not supported`);
}

function parsed(sent: string): unknown {
  try {
    return JSON.parse(sent);
  } catch {
    return sent;
  }
}
