import { ConfigError } from "../src/config.ts";
import { FileFault, readSmallFile } from "../src/keys/small-file.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A secret of one line from `NAME` or from the file that `NAME_FILE` names, without its last line break. Its
 * value never stands in a message.
 */
export function readSecret(environment: Environment, name: string): string | null {
  const secret = readSecretText(environment, name);
  if (environment[`${name}_FILE`] === undefined || !secret?.includes("\n")) return secret;
  throw new ConfigError(
    `${name}_FILE: ${environment[`${name}_FILE`]} is longer than one line, expected one line`,
  );
}

/** The same for what has several lines, a key for one. */
export function readSecretText(environment: Environment, name: string): string | null {
  const [value, file] = [environment[name], environment[`${name}_FILE`]];
  if (value !== undefined && file !== undefined) {
    throw new ConfigError(`${name} and ${name}_FILE are both set, expected one of them`);
  }
  if (file === undefined) return value === undefined || value === "" ? null : value;
  const secret = readSecretFile(file, `${name}_FILE`).replace(/\r?\n$/, "");
  if (secret !== "") return secret;
  throw new ConfigError(`${name}_FILE: ${file} is empty, expected one line`);
}

/**
 * A file of at most 64 KB that not everybody on the machine can read. A folder, a pipe or a device is refused at
 * once.
 *
 * @param setting that named the file, for the error
 */
export function readSecretFile(file: string, setting: string): string {
  try {
    return readSmallFile(file, { isPrivate: true });
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw new ConfigError(`${setting}: ${file} ${error.message}`, { cause: error });
  }
}
