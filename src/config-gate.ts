import { ConfigError } from "./config-error.ts";

/** In bytes; the example with every setting has less than a fiftieth of it. */
export const largestConfig = 1024 * 1024;

/** Settings nest five levels deep. */
const deepest = 40;

/** A line that is indented deeper belongs to no setting. */
const deepestIndent = 400;

/**
 * Refuses what a YAML parser must not even see: it calls itself for each level, and a few thousand brackets end the
 * process where nothing can catch it.
 *
 * @param file its name, for messages
 * @throws {ConfigError}
 */
export function refuseUnreadable(text: string, file: string): void {
  const size = Buffer.byteLength(text);
  if (size > largestConfig) throw tooLarge(file, size);
  for (const [index, line] of text.split("\n").entries()) {
    const tooDeep = (): ConfigError =>
      new ConfigError(`${file}:${index + 1}: nested too deep, expected at most ${deepest} levels`);
    const [indent = ""] = /^[ \t]*/.exec(line) ?? [];
    const [marks = ""] = /^(?:[ \t]*[-?:](?=[ \t]))+/.exec(line) ?? [];
    if (indent.length > deepestIndent || marks.replace(/[ \t]/g, "").length > deepest) throw tooDeep();
  }
  const line = lineTooDeep(text);
  if (line !== null) {
    throw new ConfigError(`${file}:${line}: nested too deep, expected at most ${deepest} levels`);
  }
}

export const tooLarge = (file: string, size: number): ConfigError =>
  new ConfigError(`${file}: has ${size} bytes, expected at most ${largestConfig}`);

/** Brackets in quotes and comments count too: no honest file has so many that are not closed. */
function lineTooDeep(text: string): number | null {
  let depth = 0;
  let line = 1;
  for (const sign of text) {
    if (sign === "\n") line += 1;
    else if (sign === "[" || sign === "{") depth += 1;
    else if (sign === "]" || sign === "}") depth = Math.max(0, depth - 1);
    if (depth > deepest) return line;
  }
  return null;
}
