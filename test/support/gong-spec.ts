import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Spec } from "../../src/gong/spec.ts";

const file =
  process.env.GONG_OPENAPI ?? fileURLToPath(new URL("../../../shared/gong/openapi.json", import.meta.url));

/** Whether Gong's document is on this machine; it is not ours to hand on. */
export const isSpecHere = existsSync(file);

export const spec: Spec = isSpecHere ? JSON.parse(readFileSync(file, "utf8")) : { paths: {} };

/** The name of a group of tests that need the document, which says so aloud when they are skipped. */
export const specTitle = (title: string): string =>
  isSpecHere ? title : `${title} (SKIPPED: ${file} is not here; set GONG_OPENAPI to check against it)`;
