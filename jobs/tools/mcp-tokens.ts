import { ConfigError } from "../../src/config.ts";
import { type Environment, readSecret } from "../session/secret.ts";
import type { Session } from "../session/session.ts";

/** Who may call over HTTP; persona null where the settings have none. */
export type McpToken = { readonly persona: string | null; readonly token: string };

/** A token that is shorter can be guessed. */
const shortestToken = 16;

const bare = "GONG_DIGEST_MCP_TOKEN";

/**
 * The tokens by which callers over HTTP are told apart: `GONG_DIGEST_MCP_TOKEN` for the persona that the command was
 * started with, `GONG_DIGEST_MCP_TOKEN_` and its name in capitals for each other.
 *
 * @throws {ConfigError} when there is none, one is too short, or two are the same
 */
export function mcpTokens(
  session: Session,
  own: string | null,
  environment: Environment,
): readonly McpToken[] {
  const names = Object.keys(session.settings.config.personas);
  const found = names.flatMap((persona) => {
    const token = tokenOf(environment, variableOf(persona));
    return token === null ? [] : [{ persona, token }];
  });
  const token = tokenOf(environment, bare);
  if (token !== null && own === null && names.length > 0) {
    throw new ConfigError(
      `${bare} is of no persona; start with --persona, set tools.persona, or use ${names.map(variableOf).join(" or ")}`,
    );
  }
  const all = token === null ? found : [...found, { persona: own, token }];
  if (all.length === 0) {
    const more = names.length === 0 ? "" : `, or ${names.map(variableOf).join(" or ")} for one persona`;
    throw new ConfigError(`${bare} is not set; over HTTP every caller needs a token${more}, ${expected}`);
  }
  if (new Set(all.map((each) => each.token)).size < all.length) {
    throw new ConfigError(`${bare}: two personas have the same token, expected one of its own for each`);
  }
  return all;
}

/** @throws {ConfigError} when the settings have personas and nobody says which of them calls */
export function refuseNobody(session: Session, own: string | null): void {
  const names = Object.keys(session.settings.config.personas);
  if (own !== null || names.length === 0) return;
  throw new ConfigError(
    `the settings have personas and none is chosen; start with --persona ${names[0]} or another of ${names.join(", ")}, ` +
      "or set GONG_DIGEST_PERSONA or tools.persona",
  );
}

const expected = `expected ${shortestToken} characters or more, like those of: openssl rand -hex 24`;

function tokenOf(environment: Environment, name: string): string | null {
  const token = readSecret(environment, name);
  if (token === null || token.length >= shortestToken) return token;
  throw new ConfigError(
    `${name} has ${token.length} characters; over HTTP every caller needs it, ${expected}`,
  );
}

const variableOf = (persona: string): string => `${bare}_${persona.toUpperCase().replaceAll("-", "_")}`;
