/** A setting that cannot be used. The message names file, line, key, value and what was expected. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
