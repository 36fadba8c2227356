import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DateTime } from "luxon";
import { openSession, type Session } from "../../jobs/session/session.ts";
import { Config } from "../../src/config.ts";
import { exportRows } from "../../src/history/export.ts";
import { silentLog } from "../../src/log.ts";
import { type Inbox, type InboxOptions, startInbox } from "../../src/mock/inbox.ts";
import { type MockGong, type MockGongOptions, startMockGong } from "../../src/mock/server.ts";

/** Monday morning after 2026-W46 in New York. */
export const monday = "2026-11-16T09:00:00-05:00";

/** A Gong, a mail server and a history of their own on this machine. */
export type Line = {
  readonly gong: MockGong;
  readonly inbox: Inbox;
  readonly folder: string;
  readonly historyPath: string;
  /** A session on the line; `printed` collects what it writes for its caller. */
  session(options?: SessionOptions): Session & { readonly printed: string[]; readonly said: string[] };
  close(): Promise<void>;
};

type SessionOptions = {
  readonly now?: string;
  readonly config?: Record<string, unknown>;
  readonly accessKeySecret?: string;
  /** Elsewhere than in the line's folder. */
  readonly history?: string;
};

export async function startLine(
  options: { readonly gong?: Partial<MockGongOptions>; readonly inbox?: InboxOptions } = {},
): Promise<Line> {
  const gong = await startMockGong({
    people: 40,
    now: DateTime.fromISO(monday, { setZone: true }),
    requestsPerSecond: 10_000,
    ...options.gong,
  });
  const inbox = await startInbox(options.inbox);
  const folder = mkdtempSync(join(tmpdir(), "gong-digest-"));
  const historyPath = join(folder, "history.db");
  const sessions: Session[] = [];
  return {
    gong,
    inbox,
    folder,
    historyPath,
    session({
      now = monday,
      config = {},
      accessKeySecret = gong.accessKeySecret,
      history = historyPath,
    } = {}) {
      const printed: string[] = [];
      const said: string[] = [];
      const note = (message: string) => void said.push(message);
      const session = openSession(
        { now },
        {
          log: { ...silentLog, info: note, warn: note, error: note },
          print: (text) => void printed.push(text),
          settings: {
            config: Config.parse({
              gong: { baseUrl: gong.url, requestsPerSecond: 1000, retries: 0, timeoutSeconds: 5 },
              mail: { from: "digest@example.com", smtpUrl: inbox.url, retryAfterSeconds: [] },
              digest: { recipients: [{ to: "revops@example.com" }] },
              ...config,
            }),
            historyPath: history,
            file: null,
            credentials: () => ({ kind: "basic", accessKey: gong.accessKey, accessKeySecret }),
            smtpUrl: () => inbox.url,
            oauth2: () => null,
            dkim: () => null,
          },
        },
      );
      sessions.push(session);
      return { ...session, printed, said };
    },
    async close() {
      for (const session of sessions) session.close();
      await Promise.all([gong.close(), inbox.close()]);
    },
  };
}

/** The person rows of the export as `week person metric` -> value, null where it is missing. */
export async function personValues(session: Session): Promise<Map<string, number | null>> {
  const values = new Map<string, number | null>();
  for (const [week, level, id, , metric, value] of exportRows(await session.history())) {
    if (level === "person") values.set(`${week} ${id} ${metric}`, value);
  }
  return values;
}
