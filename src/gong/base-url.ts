import { GongError } from "./error.ts";

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** This machine itself, by a name or number that leads nowhere else. */
export const isLoopbackHost = (hostname: string): boolean => loopback.test(hostname);

/**
 * The host of a customer's Gong, without a slash at the end. Each customer has their own, and a key works on
 * no other.
 *
 * @param name of the setting, for the error
 * @throws {GongError} `base-url` for anything but https, except on this machine, and for more than a host
 * @example
 * checkedBaseUrl("https://us-123.api.gong.io/"); // => "https://us-123.api.gong.io"
 */
export function checkedBaseUrl(
  text: string,
  name = "gong.baseUrl (or GONG_BASE_URL)",
  example = "https://api.gong.io",
): string {
  const refused = (fault: string): GongError =>
    new GongError(
      "base-url",
      `${name} ${fault}; expected https and a host, like ${example}. Gong shows yours under Settings > API`,
    );
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw refused("is no URL");
  if (url.username !== "" || url.password !== "") throw refused("holds a user name or password");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopbackHost(url.hostname))) {
    throw refused(`would send the key over ${url.protocol.slice(0, -1)} to ${url.hostname}`);
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw refused(`has ${url.pathname === "/" ? "a query" : "a path"} behind ${url.host}`);
  }
  if (/^\.*$/.test(url.hostname)) throw refused("names no host");
  // The dot of the root is the same host to DNS and another one to whoever compares names.
  url.hostname = url.hostname.replace(/\.+$/, "");
  return url.origin;
}
