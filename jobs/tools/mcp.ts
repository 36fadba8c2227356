import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { actions } from "../../src/gong/actions.ts";
import { canonical } from "../../src/limits/approval.ts";
import { noteUncalled } from "../../src/limits/audited.ts";
import { LimitError } from "../../src/limits/error.ts";
import type { Persona } from "../../src/limits/persona.ts";
import { packageRoot } from "../../src/root.ts";
import { guardedHistory } from "../../src/tools/guarded-history.ts";
import { isLoopback, startMcpHttp } from "../../src/tools/mcp/http.ts";
import { createMcpServer, type McpParts, type Served } from "../../src/tools/mcp/server.ts";
import { serveMcpStdio } from "../../src/tools/mcp/stdio.ts";
import { createResultStore, removeResultsBefore } from "../../src/tools/result-store.ts";
import { createToolbox } from "../../src/tools/toolbox.ts";
import { chosenPersona, guardOf } from "../limits/persona-guard.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import { openSession, type Session } from "../session/session.ts";
import { historyReads } from "./mcp-history.ts";
import { mcpTokens, refuseNobody } from "./mcp-tokens.ts";
import { previewFor } from "./preview.ts";

export type McpOptions = {
  readonly http?: number;
  readonly host: string;
  readonly router?: boolean;
  readonly area?: readonly string[];
  readonly persona?: string;
};

const dayMs = 86_400_000;

/** Serves Gong's actions and the history to models until the client goes, or Ctrl-C. */
export async function mcp(session: Session, options: McpOptions): Promise<ExitCode> {
  const own = chosenPersona(session, options.persona, process.env);
  const tokens = options.http === undefined ? undefined : mcpTokens(session, own, process.env);
  if (tokens === undefined) refuseNobody(session, own);
  const server = endless(session);
  const onFault = (error: unknown): void => session.log.error(faultText(error));
  const createFor = async (persona: string | null) => {
    const { served, askedBy } = await servedTo(server, persona, options.area);
    // Before the first request, so that an area that is none is said at the start.
    const tools = countTools(served);
    const create = () =>
      createMcpServer({ served, askedBy, version: versionOf(), router: options.router === true, onFault });
    return { create, facts: factsOf(session, persona, tools) };
  };
  try {
    if (tokens === undefined) {
      const { create, facts } = await createFor(own);
      session.log.info(`Serves ${facts.tools} tools over stdio`, facts);
      await serveMcpStdio({ create, signal: session.signal, onFault });
      return exitCode.done;
    }
    const callers = [];
    for (const { persona, token } of tokens) callers.push({ token, ...(await createFor(persona)) });
    const http = await startMcpHttp({ callers, host: options.host, port: options.http ?? 0, onFault });
    if (!isLoopback(options.host)) {
      session.log.warn("The token and the data travel unencrypted; put a server with TLS in front", {
        host: options.host,
      });
    }
    for (const { facts } of callers) {
      const whose = facts.persona === undefined ? "" : ` to persona ${facts.persona}`;
      session.log.info(`Serves ${facts.tools} tools${whose} at ${http.url}; Ctrl-C ends it`, {
        ...facts,
        url: http.url,
      });
    }
    await aborted(session.signal);
    await http.close();
    return exitCode.done;
  } finally {
    server.close();
  }
}

/** What a caller has at the moment; the same toolbox while the limits stay the same. */
async function servedTo(
  server: Session,
  name: string | null,
  areas: readonly string[] | undefined,
): Promise<Required<Pick<McpParts, "served" | "askedBy">>> {
  const { config, historyPath } = server.settings;
  const guard = await guardOf(server, name);
  const reads = guardedHistory(historyReads(server), guard);
  const results = join(dirname(historyPath), "results");
  removeResultsBefore(results, new Date(Date.now() - dayMs));
  const make = (persona: Persona | null): Served => {
    const own = { caller: "model", ...config.tools, persona } as const;
    return {
      toolbox: createToolbox({ actions, history: reads, config: own, areas }),
      context: {
        gong: () => server.gong({ guard }),
        preview: (action, input) => previewFor(guard, action, input),
        baseUrl: server.baseUrl(),
        config: own,
        results: createResultStore(folderFor(results, persona), randomUUID, () => new Date()),
      },
    };
  };
  let [kept, served] = [undefined as Persona | null | undefined, undefined as Served | undefined];
  return {
    served: () => {
      const persona = guard.persona();
      if (!served || kept !== persona) [kept, served] = [persona, make(persona)];
      return served;
    },
    askedBy: ({ client, promptId }) => {
      const asked = { client: client === undefined ? "mcp" : `mcp:${client}`, promptId, persona: name };
      return {
        gong: () => server.gong({ ...asked, guard }),
        uncalled: async (action, input, decision, reason) =>
          noteUncalled(await server.audit(), await server.origin(asked), action, input, decision, reason),
      };
    },
  };
}

/** Results of one persona are not read by another, nor by itself once its limits have changed. */
function folderFor(results: string, persona: Persona | null): string {
  if (persona === null) return results;
  const { people, ...limits } = persona;
  const digest = createHash("sha256")
    .update(canonical({ ...limits, people: people?.ids ?? null }))
    .digest("hex");
  return join(results, `${persona.name}-${digest.slice(0, 16)}`);
}

/** A persona that is revoked has no tools until it is restored. */
function countTools(served: () => Served): number {
  try {
    return served().toolbox.open.length;
  } catch (error) {
    if (error instanceof LimitError) return 0;
    throw error;
  }
}

function factsOf({ settings: { config } }: Session, persona: string | null, tools: number) {
  const { writes, paid } = config.tools;
  return persona === null ? { tools, writes, paid } : { tools, persona };
}

/** The same session with a client that has no end of its own: a server may run for months. */
function endless(session: Session): Session {
  const { settings, log, signal } = session;
  const config = { ...settings.config, gong: { ...settings.config.gong, deadlineMinutes: 10 * 365 * 1440 } };
  return openSession({}, { settings: { ...settings, config }, log, signal });
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
