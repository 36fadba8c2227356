import { spawnSync } from "node:child_process";

/** The strace of this machine; null where there is none, or where it may watch no process. */
export const strace: string | null =
  spawnSync("strace", ["-qq", "-o", "/dev/null", "true"]).status === 0 ? "strace" : null;
