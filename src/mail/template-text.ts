import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../root.ts";

/** A template's text: from the company's own folder where it is there, else the package's. */
export function templateText(name: string, folder?: string): string {
  const own = folder === undefined ? undefined : join(folder, name);
  const path = own !== undefined && existsSync(own) ? own : join(packageRoot, "templates", name);
  return readFileSync(path, "utf8");
}
