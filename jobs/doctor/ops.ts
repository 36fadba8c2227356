import { accessSync, constants } from "node:fs";
import { dirname } from "node:path";
import { ConfigError } from "../../src/config.ts";
import type { Session } from "../session/session.ts";

/**
 * Who hears when a run does not end well. The dead-man switch itself is not asked: it would take that for a run.
 *
 * @throws {ConfigError} when the owner could not be mailed, or the metrics not be written
 */
export function opsText({ settings }: Session): { readonly text: string; readonly warning: string | null } {
  const { ops, mail } = settings.config;
  if (ops?.email !== undefined && !mail) {
    throw new ConfigError("ops.email is set but mail.from is not, expected an address to send from");
  }
  if (settings.metricsPath) {
    const folder = dirname(settings.metricsPath);
    try {
      accessSync(folder, constants.W_OK);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new ConfigError(
        `ops.metricsFile: ${folder} cannot be written (${code}), expected a folder of this user's`,
      );
    }
  }
  const heard = [
    ops?.email === undefined ? "" : `the owner, ${ops.email}, by mail`,
    ops?.pingUrl === undefined ? "" : `a dead-man switch at ${new URL(ops.pingUrl).host}`,
    settings.metricsPath ? `Prometheus by ${settings.metricsPath}` : "",
  ].filter((text) => text !== "");
  return heard.length === 0
    ? { text: "nobody hears when a run fails", warning: "set ops.email or ops.pingUrl" }
    : { text: heard.join(", "), warning: null };
}
