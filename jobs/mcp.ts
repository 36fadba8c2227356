import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ConfigError } from "../src/config.ts";
import { actions } from "../src/gong/actions.ts";
import { noteUncalled } from "../src/limits/audited.ts";
import { packageRoot } from "../src/root.ts";
import { isLoopback, startMcpHttp } from "../src/tools/mcp/http.ts";
import { createMcpServer } from "../src/tools/mcp/server.ts";
import { serveMcpStdio } from "../src/tools/mcp/stdio.ts";
import { createResultStore, removeResultsBefore } from "../src/tools/result-store.ts";
import { createToolbox } from "../src/tools/toolbox.ts";
import { type ExitCode, exitCode } from "./exit.ts";
import { historyReads } from "./mcp-history.ts";
import { readSecret } from "./secret.ts";
import { openSession, type Session } from "./session.ts";

export type McpOptions = {
  readonly http?: number;
  readonly host: string;
  readonly router?: boolean;
  readonly area?: readonly string[];
};

/** A token that is shorter can be guessed. */
const shortestToken = 16;

const dayMs = 86_400_000;

/** Serves Gong's actions and the history to models until the client goes, or Ctrl-C. */
export async function mcp(session: Session, options: McpOptions): Promise<ExitCode> {
  const token = options.http === undefined ? undefined : tokenOf(process.env);
  const { config } = session.settings;
  const server = endless(session);
  const folder = join(dirname(session.settings.historyPath), "results");
  removeResultsBefore(folder, new Date(Date.now() - dayMs));
  const own = { caller: "model", ...config.tools } as const;
  const onFault = (error: unknown): void => session.log.error(faultText(error));
  const toolbox = createToolbox({
    actions,
    history: historyReads(server),
    config: own,
    areas: options.area,
  });
  const create = () =>
    createMcpServer({
      toolbox,
      version: versionOf(),
      router: options.router === true,
      context: {
        gong: server.gong,
        baseUrl: server.baseUrl(),
        config: own,
        results: createResultStore(folder, randomUUID, () => new Date()),
      },
      askedBy: ({ client, promptId }) => {
        const asked = { client: client === undefined ? "mcp" : `mcp:${client}`, promptId };
        return {
          gong: () => server.gong(asked),
          uncalled: async (action, input, decision, reason) =>
            noteUncalled(await server.audit(), await server.origin(asked), action, input, decision, reason),
        };
      },
      onFault,
    });
  const facts = { tools: toolbox.open.length, writes: own.writes, paid: own.paid };
  try {
    if (token === undefined) {
      session.log.info(`Serves ${facts.tools} tools over stdio`, facts);
      await serveMcpStdio({ create, signal: session.signal, onFault });
      return exitCode.done;
    }
    const http = await startMcpHttp({ create, host: options.host, port: options.http ?? 0, token, onFault });
    if (!isLoopback(options.host)) {
      session.log.warn("The token and the data travel unencrypted; put a server with TLS in front", {
        host: options.host,
      });
    }
    session.log.info(`Serves ${facts.tools} tools at ${http.url}; Ctrl-C ends it`, {
      ...facts,
      url: http.url,
    });
    await aborted(session.signal);
    await http.close();
    return exitCode.done;
  } finally {
    server.close();
  }
}

/** The same session with a client that has no end of its own: a server may run for months. */
function endless(session: Session): Session {
  const { settings, log, signal } = session;
  const config = { ...settings.config, gong: { ...settings.config.gong, deadlineMinutes: 10 * 365 * 1440 } };
  return openSession({}, { settings: { ...settings, config }, log, signal });
}

function tokenOf(environment: NodeJS.ProcessEnv): string {
  const token = readSecret(environment, "GONG_DIGEST_MCP_TOKEN");
  if (token !== null && token.length >= shortestToken) return token;
  const fault = token === null ? "is not set" : `has ${token.length} characters`;
  throw new ConfigError(
    `GONG_DIGEST_MCP_TOKEN ${fault}; over HTTP every caller needs it, expected ${shortestToken} characters or more, ` +
      "like those of: openssl rand -hex 24",
  );
}

const faultText = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function versionOf(): string {
  const text = readFileSync(join(packageRoot, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
