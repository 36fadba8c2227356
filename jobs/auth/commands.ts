import { type Command, Option } from "commander";
import type { CommandLine } from "../command-line.ts";

/** `auth …`: the key to Gong, kept encrypted. */
export function addAuthCommands(program: Command, { command, go, wholeNumber }: CommandLine): void {
  const auth = command(
    program,
    "auth",
    "the key to Gong: log in once, see what it may, take it back",
  ).addHelpText("after", "\nExample: gong-digest auth login");

  command(auth, "login", "try a key with one request and store it encrypted; asks at the terminal")
    .option("--key-stdin", "the access key and its secret from stdin: two lines, or KEY:SECRET")
    .option("--base-url <url>", "the host that Gong shows beside the key (default: gong.baseUrl)")
    .addOption(
      new Option("--oauth", "as an app that a technical administrator allows in the browser").conflicts([
        "keyStdin",
        "baseUrl",
      ]),
    )
    .option("--scopes <scopes>", "with --oauth: weekly, read, all, or Gong's names with commas", "weekly")
    .option("--port <n>", "with --oauth: the browser comes back to 127.0.0.1 on it", wholeNumber, 8976)
    .option("--redirect-uri <url>", "with --oauth: it comes back there, and the address is pasted here")
    .option("--no-browser", "with --oauth: open none; the address it ends on elsewhere is pasted here")
    .addHelpText(
      "after",
      `
Without a terminal the key comes from GONG_ACCESS_KEY and
GONG_ACCESS_KEY_SECRET or from --key-stdin, the app from GONG_OAUTH_CLIENT_ID
and GONG_OAUTH_CLIENT_SECRET; each also as NAME_FILE. The app's redirect URI in
Gong must be http://127.0.0.1:8976/callback, or what --port and --redirect-uri
make of it.

Example: gong-digest auth login
         gong-digest auth login --oauth --scopes read`,
    )
    .action(({ oauth, ...options }) =>
      go(async (session) =>
        oauth
          ? (await import("./oauth.ts")).loginWithOAuth(session, options)
          : (await import("./login.ts")).loginWithKey(session, options),
      ),
    );

  command(auth, "status", "which key is used, from where, and which actions it can call")
    .option("--probe", "ask Gong about scopes that cannot be known otherwise; reads alone")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExit code 2 when there is no key, or none that works.\nExample: gong-digest auth status --probe",
    )
    .action((options) => go(async (session) => (await import("./status.ts")).authStatus(session, options)));

  command(auth, "logout", "take the stored key away, from running processes too")
    .addHelpText("after", "\nExample: gong-digest auth logout")
    .action(() => go(async (session) => (await import("./logout.ts")).logout(session)));

  command(auth, "rotate-key", "encrypt the store with a new key")
    .addHelpText(
      "after",
      `
A key that comes from GONG_DIGEST_KEY is replaced by the one in
GONG_DIGEST_NEW_KEY (or GONG_DIGEST_NEW_KEY_FILE); anywhere else a new one is
made and put in its place.

Example: gong-digest auth rotate-key`,
    )
    .action(() => go(async (session) => (await import("./logout.ts")).rotateKey(session)));
}
