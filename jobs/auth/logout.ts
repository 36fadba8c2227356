import { ConfigError } from "../../src/config.ts";
import { masterKeysIn } from "../../src/keys/master-key.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import { whileLocked } from "../session/key-store.ts";
import { readSecretText } from "../session/secret.ts";
import type { Session } from "../session/session.ts";
import { readCredentials } from "../session/settings.ts";
import { storeOf } from "./login.ts";

/** Takes the stored key away from every process on this store, those that are running included. */
export async function logout(
  session: Session,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ExitCode> {
  const store = storeOf(session);
  const had = store.erase();
  // A refresh that was under way may have written once more.
  const again = await whileLocked(store, () => store.erase());
  session.log.info(
    had || again
      ? "Logged out: no process on this store reaches Gong any more. The key itself is still good; Gong takes it back under Settings > API"
      : "Nobody was logged in",
    { store: store.file },
  );
  if (hasOwnKey(environment)) {
    session.log.warn("The environment has a key of its own, which a logout cannot take back");
  }
  return exitCode.done;
}

function hasOwnKey(environment: NodeJS.ProcessEnv): boolean {
  try {
    return readCredentials(environment) !== null;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

/** Encrypts the store with another key. */
export async function rotateKey(
  session: Session,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ExitCode> {
  const store = storeOf(session);
  const name = "GONG_DIGEST_NEW_KEY";
  const isGiven = environment[name] !== undefined || environment[`${name}_FILE`] !== undefined;
  const [next] = isGiven
    ? masterKeysIn({ name, read: () => readSecretText(environment, name) ?? "" })
    : [undefined];
  await whileLocked(store, () => store.rotate(next));
  const then = isGiven
    ? `. From now on it opens with ${name} alone: put that in the place of ${store.keyPlace}`
    : "";
  session.log.info(`${store.file} is encrypted with a new key${then}`, { store: store.file });
  return exitCode.done;
}
