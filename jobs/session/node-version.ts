import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/root.ts";

/**
 * Ends the process with exit code 2 and a sentence when this Node is older than the package wants, or was told to write
 * down what it sends.
 *
 * @param debug NODE_DEBUG
 */
export function refuseNode(node: string, debug: string | undefined): void {
  const { engines } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    engines: { node: string };
  };
  const refusal = nodeRefusal(node, engines.node) ?? debugRefusal(debug);
  if (refusal === null) return;
  process.stderr.write(`error: ${refusal}\n`);
  process.exit(2);
}

/**
 * @param wanted `>=` and a version
 * @example
 * nodeRefusal("18.20.4", ">=20.19"); // => "gong-digest does not run on Node 18.20.4, expected 20.19 or newer; …"
 */
export function nodeRefusal(node: string, wanted: string): string | null {
  const least = wanted.replace(/^>=\s*/, "");
  const [got, want] = [node, least].map((text) => text.split(".").map(Number));
  const differs = want?.findIndex((part, index) => part !== got?.[index]) ?? -1;
  if (differs < 0 || (got?.[differs] ?? 0) > (want?.[differs] ?? 0)) return null;
  return `gong-digest does not run on Node ${node}, expected ${least} or newer; install it, then run npm ci in the folder of gong-digest`;
}

/**
 * Of these parts of itself Node writes headers and addresses to stderr, keys and all, and no program can stop it once it
 * has begun.
 *
 * @example
 * debugRefusal("http,module"); // => "NODE_DEBUG=http,module lets Node write keys to stderr; …"
 */
export function debugRefusal(debug: string | undefined): string | null {
  if (debug === undefined || !/http|net|tls|stream|undici|fetch|websocket|\*/i.test(debug)) return null;
  return `NODE_DEBUG=${debug} lets Node write keys to stderr; expected it to be unset, or parts that see no request, like module`;
}
