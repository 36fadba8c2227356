import { createHash, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { cleanText } from "../text.ts";
import { isLoopbackHost } from "./base-url.ts";
import { LoginNeeded } from "./error.ts";

/** Where the browser comes back to after a person has allowed the app, or not. */
export type RedirectListener = {
  /** `http://127.0.0.1:PORT/callback`, as it must stand in the app's settings in Gong. */
  readonly redirectUri: string;
  /** @throws {LoginNeeded} when Gong says no, or when `signal` ends the wait */
  code(state: string, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
};

const path = "/callback";

/**
 * Listens on this machine alone. Whatever does not bring the right state back is turned away and waited on: it is
 * somebody else's.
 *
 * @param port 0 for any that is free
 */
export async function listenForRedirect(port: number): Promise<RedirectListener> {
  let arrived: (query: URLSearchParams) => string = () => "Nobody waits for this.";
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const host = (request.headers.host ?? "").replace(/:\d+$/, "");
    const isOurs = request.method === "GET" && url.pathname === path && isLoopbackHost(host);
    const text = isOurs ? arrived(url.searchParams) : "Nothing is here.";
    response.writeHead(isOurs ? 200 : 404, {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      connection: "close",
    });
    response.end(`${text}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    redirectUri: `http://127.0.0.1:${bound}${path}`,
    code: (state, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => reject(new LoginNeeded("nobody allowed the app in time; run it again"));
        if (signal.aborted) stop();
        signal.addEventListener("abort", stop, { once: true });
        arrived = (query) => {
          if (!isState(query.get("state"), state)) return "This is not the answer that was asked for.";
          try {
            resolve(codeIn(query));
            return "gong-digest has what it needs. You can close this page.";
          } catch (error) {
            reject(error);
            return "Gong did not allow it; the terminal says more.";
          }
        };
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * The code of a redirect that somebody copied from the browser's address line.
 *
 * @throws {LoginNeeded} when it is no such URL, is not the answer to this question, or says no
 */
export function codeOfPasted(text: string, state: string): string {
  if (!URL.canParse(text.trim())) {
    throw new LoginNeeded("what was pasted is no URL, expected the whole address that the browser ended on");
  }
  const query = new URL(text.trim()).searchParams;
  if (isState(query.get("state"), state)) return codeIn(query);
  throw new LoginNeeded("the address that was pasted answers another login; run it again and use the newest");
}

function codeIn(query: URLSearchParams): string {
  const code = query.get("code");
  if (code) return code;
  const said = cleanText(query.get("error") ?? "no code");
  throw new LoginNeeded(`Gong did not allow the app (${said}); a technical administrator has to`);
}

/** Takes as long for a near miss as for anything else. */
function isState(given: string | null, wanted: string): boolean {
  const [one, other] = [given ?? "", wanted].map((text) => createHash("sha256").update(text).digest());
  return given !== null && one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
