import type { Server } from "@modelcontextprotocol/server";
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";

/**
 * The Model Context Protocol over stdin and stdout, today's revision or the one before, as the client opens it.
 *
 * @returns when the client has gone or the signal is aborted
 */
export async function serveMcpStdio(parts: {
  readonly create: () => Server;
  readonly signal: AbortSignal;
  readonly onFault: (error: unknown) => void;
}): Promise<void> {
  const handle = serveStdio(parts.create, { transport: new StdioServerTransport(), onerror: parts.onFault });
  await new Promise<void>((resolve) => {
    process.stdin.once("end", resolve);
    process.stdin.once("close", resolve);
    parts.signal.addEventListener("abort", () => resolve(), { once: true });
    if (parts.signal.aborted) resolve();
  });
  await handle.close();
}
