import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../src/config.ts";
import { packageRoot } from "../src/root.ts";
import { type ExitCode, exitCode } from "./session/exit.ts";
import type { Session } from "./session/session.ts";

/** Writes a commented config.yaml; never over one that is there. */
export function init(session: Pick<Session, "log" | "print">, path: string): ExitCode {
  if (existsSync(path))
    throw new ConfigError(`${path} is there already and stays as it is; --out names another file`);
  writeFileSync(path, readFileSync(join(packageRoot, "config.example.yaml"), "utf8"), { flag: "wx" });
  session.print(`${path}\n`);
  session.log.info(
    "Next: put your address and base URL into it; gong-digest auth login stores the key, or set GONG_ACCESS_KEY and " +
      "GONG_ACCESS_KEY_SECRET; set SMTP_URL; then gong-digest doctor",
  );
  return exitCode.done;
}
