import { DateTime } from "luxon";
import type { SendState } from "../../src/history/outbox.ts";
import { exposition, type Family } from "../../src/ops/exposition.ts";
import { exitCode } from "../session/exit.ts";
import type { Seen } from "./facts.ts";

/** One family without labels; none of it where the value is not known. */
const gauge = (name: string, help: string, value: number | null | undefined): Family => ({
  name: `gong_digest_${name}`,
  help,
  samples: value === null || value === undefined ? [] : [{ value }],
});

/**
 * What `status` tells as numbers for Prometheus. No name, address or id is in it.
 *
 * @param version of gong-digest
 */
export function metricsText({ code, surroundings, status }: Seen, now: DateTime, version: string): string {
  const { history, nodeVersion, timeZoneData } = surroundings;
  const build = { version, node: nodeVersion, tzdata: timeZoneData ?? "" };
  const sends = Object.entries(status?.sends ?? {}) as [SendState, number][];
  return exposition([
    gauge(
      "up",
      "1 when all is well, 0 when late, failed or without a history.",
      Number(code === exitCode.done),
    ),
    {
      name: "gong_digest_build_info",
      help: "Always 1; the versions are its labels.",
      samples: [{ value: 1, labels: build }],
    },
    gauge("last_run_timestamp_seconds", "End of the last weekly run.", seconds(status?.lastRun?.finishedAt)),
    gauge(
      "last_success_timestamp_seconds",
      "End of the last one with exit code 0.",
      seconds(status?.lastSuccess),
    ),
    gauge("last_exit_code", "Exit code of the last weekly run.", status?.lastRun?.exitCode),
    gauge("weeks_due", "Closed weeks that nobody was told about.", status?.due.length),
    gauge("oldest_due_late_seconds", "How late the digest of the oldest of them is.", lateness(status, now)),
    {
      name: "gong_digest_messages",
      help: "Mails in the outbox by state.",
      samples: sends.map(([state, value]) => ({ value, labels: { state } })),
    },
    gauge(
      "erasures_unfinished",
      "People whose erasure was begun and is not through.",
      status?.erasures.unfinished,
    ),
    gauge("requests_today", "Requests to Gong on this UTC day.", status?.requests.today),
    gauge("requests_budget", "Requests that a day has.", status?.requests.perDay),
    gauge("requests_reserve", "Requests of it kept for the weekly job.", status?.requests.reserve),
    gauge("history_bytes", "Size of the history.", history.sizeBytes),
    gauge("history_wal_bytes", "Size of its write-ahead log.", history.walBytes),
    gauge("history_schema", "Schema of the history.", history.schema),
  ]);
}

function seconds(iso: string | null | undefined): number | null {
  return iso ? Math.floor(DateTime.fromISO(iso).toSeconds()) : null;
}

function lateness(status: Seen["status"], now: DateTime): number | null {
  if (status === null) return null;
  if (status.dueAt === null) return 0;
  return Math.max(0, Math.floor(now.diff(DateTime.fromISO(status.dueAt)).as("seconds")));
}
