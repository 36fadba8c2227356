import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hostHeaderValidation, originValidation, toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, type Server } from "@modelcontextprotocol/server";

export type McpHttpOptions = {
  /** Who may call, each with a token of their own and a server that is theirs. */
  readonly callers: readonly { readonly token: string; readonly create: () => Server }[];
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly onFault: (error: unknown) => void;
};

export type McpHttp = { readonly url: string; close(): Promise<void> };

const loopback = ["localhost", "127.0.0.1", "[::1]"];

/**
 * The Model Context Protocol over HTTP at `/mcp`, today's revision and, without sessions, the one before.
 *
 * Requests need the bearer token of a caller, an Origin of this server if any, and on this machine its Host: a page in a
 * browser must not reach it through a name that points here.
 */
export async function startMcpHttp(options: McpHttpOptions): Promise<McpHttp> {
  const { callers, host, port, onFault } = options;
  const names = [...new Set([...loopback, host.includes(":") ? `[${host}]` : host])];
  // Under which names other machines know this one, nobody here can tell; the token still has to be right.
  const isOurHost = isLoopback(host) ? hostHeaderValidation(names) : () => true;
  const isOurOrigin = originValidation(names);
  const served = callers.map(({ token, create }) => {
    const handler = createMcpHandler(create, { onerror: onFault });
    return { token, handle: toNodeHandler(handler, { onerror: onFault }), close: () => handler.close() };
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isOurHost(request, response) || !isOurOrigin(request, response)) return;
    // All are compared, so that time does not tell which of them is near.
    const [caller] = served.filter(({ token }) => bears(request.headers.authorization, token));
    if (!caller) {
      response.writeHead(401, { "www-authenticate": 'Bearer realm="gong-digest"' }).end();
      return;
    }
    if (request.url?.split("?", 1)[0] !== "/mcp") {
      response.writeHead(404).end();
      return;
    }
    await caller.handle(request as Parameters<typeof caller.handle>[0], response);
  };
  const server = createServer((request, response) => {
    // Whatever one request does, the others are still served.
    answer(request, response).catch((error: unknown) => {
      onFault(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}/mcp`,
    async close() {
      for (const { close } of served) await close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Can only this machine reach it? */
export const isLoopback = (host: string): boolean => /^(127\.|localhost$|::1$)/.test(host);

/** Compares digests, so that neither time nor length tells anything about the token. */
function bears(header: string | undefined, token: string): boolean {
  const given = /^bearer +(.+)$/i.exec(header ?? "")?.[1] ?? "";
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
