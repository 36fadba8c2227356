import { readFileSync } from "node:fs";
import { actions } from "../../src/gong/actions.ts";
import type { Spec } from "../../src/gong/spec.ts";
import { type Drift, driftsOf } from "../../src/gong/spec-check.ts";
import { counted } from "../../src/text.ts";
import { ToolError } from "../../src/tools/error.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";

/**
 * What differs between a document that somebody downloaded from Gong and our actions, a line each; exit code 6
 * when anything does.
 *
 * @throws {ToolError} `input` when the file is no OpenAPI document that can be read
 */
export function checkSpec(session: Session, file: string, { json }: { readonly json?: boolean }): ExitCode {
  const drifts = compared(readSpec(file), file);
  if (json) session.print(`${JSON.stringify(drifts, null, 2)}\n`);
  else session.print(tableOf(drifts));
  const count = drifts.length;
  session.log.info(
    count === 0
      ? `${counted(actions.length, "action")}, and the document says the same of each`
      : `${counted(count, "difference")} between ${counted(actions.length, "action")} and the document`,
    { drifts: count },
  );
  return count === 0 ? exitCode.done : exitCode.findings;
}

function readSpec(file: string): Spec {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw refused(file, `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw refused(file, "is no JSON");
  }
  const { paths } = (document ?? {}) as { readonly paths?: unknown };
  const items = typeof paths === "object" && paths !== null ? Object.values(paths) : [];
  if (items.length > 0 && items.every((item) => typeof item === "object" && item !== null)) {
    return document as Spec;
  }
  throw refused(file, "names no paths");
}

/** A document that refers to what it does not hold is cut off or broken. */
function compared(spec: Spec, file: string): readonly Drift[] {
  try {
    return driftsOf(spec, actions);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw refused(file, error.message);
    throw error;
  }
}

function tableOf(drifts: readonly Drift[]): string {
  const width = (key: "route" | "place"): number => Math.max(0, ...drifts.map((drift) => drift[key].length));
  const [routes, places] = [width("route"), width("place")];
  return drifts
    .map(({ route, place, fault }) => `${route.padEnd(routes)}  ${place.padEnd(places)}  ${fault}\n`)
    .join("");
}

const refused = (file: string, why: string): ToolError =>
  new ToolError("input", `${file}: ${why}; expected an OpenAPI document of Gong as JSON`);
