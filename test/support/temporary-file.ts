import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** The path of a file in a folder of its own, both gone when the test ends. */
export function fileWith(content: string | Buffer, name = "call.mp3"): string {
  const folder = mkdtempSync(join(tmpdir(), "gong-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), content, { mode: 0o600 });
  return join(folder, name);
}
