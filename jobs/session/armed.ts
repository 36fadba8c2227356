import { appendFileSync } from "node:fs";
import { onFailpoint } from "../../src/failpoint.ts";
import type { Environment } from "./secret.ts";

/**
 * Ends this process, as a power cut or `kill -9` would, at the failpoint that `GONG_DIGEST_FAILPOINT` names:
 * `week.recorded`, or `week.recorded#3` for the third time it is passed. `GONG_DIGEST_FAILPOINT_LOG` is a file that
 * gets the name of each one passed, a line each. For tests of what is left behind.
 */
export function armFailpoints(environment: Environment): void {
  const { GONG_DIGEST_FAILPOINT: wanted, GONG_DIGEST_FAILPOINT_LOG: log } = environment;
  if (wanted === undefined && log === undefined) return;
  const [name, time = "1"] = (wanted ?? "").split("#");
  let left = Number(time);
  onFailpoint((passed) => {
    if (log !== undefined) appendFileSync(log, `${passed}\n`);
    if (passed !== name) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
  });
}
