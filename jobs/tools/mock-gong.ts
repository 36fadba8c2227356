import { startMockGong } from "../../src/mock/server.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";

export type MockOptions = {
  readonly port: number;
  readonly people: number;
  readonly seed: number;
  readonly timeZone: string;
  readonly rate: number;
};

/** The mock Gong as a server of its own, until Ctrl-C. */
export async function serveMock(session: Session, options: MockOptions): Promise<ExitCode> {
  const gong = await startMockGong({
    port: options.port,
    people: options.people,
    seed: options.seed,
    timeZone: options.timeZone,
    requestsPerSecond: options.rate,
    now: session.now(),
  });
  const settings = {
    GONG_BASE_URL: gong.url,
    GONG_ACCESS_KEY: gong.accessKey,
    GONG_ACCESS_KEY_SECRET: gong.accessKeySecret,
    GONG_OAUTH_URL: gong.url,
    GONG_OAUTH_CLIENT_ID: gong.oauth.clientId,
    GONG_OAUTH_CLIENT_SECRET: gong.oauth.clientSecret,
  };
  for (const [name, value] of Object.entries(settings)) session.print(`${name}=${value}\n`);
  session.log.info("A made-up company; Ctrl-C ends it");
  await new Promise<void>((resolve) => {
    // It may have been stopped while it started.
    if (session.signal.aborted) resolve();
    session.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await gong.close();
  return exitCode.done;
}
