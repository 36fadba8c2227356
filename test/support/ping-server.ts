import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A dead-man switch on this machine: the paths it was asked for, and an answer of the test's choice. */
export async function startPingServer(
  answer: (response: ServerResponse) => void = (response) => void response.end("OK"),
): Promise<{ readonly url: string; readonly asked: string[]; close(): void }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
