/**
 * A call's own address as it may stand in a mail: https, nobody's login in it, at a host of Gong's or at the very
 * host that the API is asked at. null for anything else.
 *
 * @example
 * gongLink("https://us-1.app.gong.io/call?id=7", "https://us-1.api.gong.io"); // => the same
 * gongLink("https://gong.io.example.com/call?id=7", "https://api.gong.io");   // => null
 */
export function gongLink(url: string | null | undefined, baseUrl: string): string | null {
  if (!url || !URL.canParse(url)) return null;
  const { protocol, hostname, username, password, href } = new URL(url);
  const isGong = /^([a-z0-9-]+\.)*gong\.io$/.test(hostname) || hostname === new URL(baseUrl).hostname;
  return protocol === "https:" && isGong && username === "" && password === "" ? href : null;
}
