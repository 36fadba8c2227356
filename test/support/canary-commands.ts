import { canaries, type Leak } from "./canaries.ts";

const { GONG_ACCESS_KEY: key, GONG_ACCESS_KEY_SECRET: secret } = canaries;
const finding = "2026-W46:company:company:callsAsHost";

/** What answers for Gong: one that is well, or one that repeats every secret. */
export type Answering = "well" | Leak;

export type Try = {
  readonly gong: Answering;
  readonly words: readonly string[];
  /** Where the secrets come from. */
  readonly from?: "environment" | "files" | "store" | "settings" | "refused" | "token";
  readonly stdin?: string;
  /** Of a command that has no end of its own: what is asked of it meanwhile, and when it is stopped. */
  readonly untilMs?: number;
};

const t = (gong: Answering, words: string, more: Omit<Try, "gong" | "words"> = {}): Try => ({
  gong,
  words: words.split(" ").map((word) => word.replace("{secret}", secret).replace("{key}", key)),
  ...more,
});
const hello = `${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: secret, version: "1" } } })}\n${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n${JSON.stringify({ jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "users_list", arguments: { cursor: secret } } })}\n`;

/** Every command, well and not, and every place that secrets come from. */
export const canaryCommands: readonly Try[] = [
  t("well", "backfill --from 2026-W44"),
  t(401, "run"),
  t("well", "run"),
  t("well", "run --dry-run --out out"),
  t("well", "run", { from: "files" }),
  t("well", "run", { from: "settings" }),
  t("well", "run", { from: "refused" }),
  t("well", "run --to {secret}"),
  ...([500, 403, 302, 429, "no JSON", "cut", "reset", "scope", 200] as const).map((leak) =>
    t(leak, "run --week 2026-W45"),
  ),
  t(500, "run", { from: "files" }),
  t(500, "run", { from: "token" }),
  t("well", "doctor"),
  t("tokens", "doctor", { from: "token" }),
  t(403, "doctor --json"),
  t(401, "doctor", { from: "files" }),
  t(302, "doctor", { from: "settings" }),
  t(403, "backfill --from 2026-W40"),
  t("well", "report --out report"),
  t(401, "report --out report --week 2026-W43"),
  t("well", "preview --out preview"),
  t("well", "preview --recipient {secret}"),
  t("well", "preview --watch --port 0", { untilMs: 5000 }),
  t("well", "schedule", { untilMs: 4000 }),
  t("well", "mock --port 0", { untilMs: 2500 }),
  t("well", "demo --people 12 --out demo"),
  t("well", "init --out other.yaml"),
  ...["", " --json", " --prometheus"].map((more) => t("well", `status${more}`)),
  t("well", "status --json", { from: "settings" }),
  t("well", `explain ${finding}`),
  t("well", "explain {secret}"),
  t("well", "mute --metric callsAsHost --reason {secret}"),
  t("well", "mute list --json"),
  t("well", "mute remove 1"),
  t("well", "expect --metric {secret}"),
  t("well", "expect list"),
  t("well", "expect remove 9"),
  t("well", "confirm {secret}"),
  t("well", "confirm list"),
  t("well", "confirm remove 9"),
  t("well", "detect {secret}"),
  t("well", "backtest"),
  t("well", "tune --json"),
  t("well", "history export --csv"),
  t("well", "history import {secret}"),
  t("well", "history backup backup.db"),
  t("well", "history verify --json"),
  t("well", "history verify {secret}"),
  t("well", "history restore {secret}"),
  t("well", "history erase --email {key}"),
  t("well", "history erase --person {secret} --json"),
  t("well", "outbox list --all --json"),
  t("well", "outbox resolve 1 --as failed"),
  t("well", "suppress add {secret}"),
  t("well", "suppress list"),
  t("well", "suppress remove {secret}"),
  t("well", "persona list"),
  t("well", "persona check analyst users.list"),
  t("well", "persona revoke analyst"),
  t("well", "persona restore {secret}"),
  t("well", "persona restore analyst"),
  t("well", "tools list --json"),
  t("well", "tools show users.list"),
  t("well", "tools show {secret}"),
  t("well", "tools export --format openai"),
  t("well", "tools spec-check {secret}"),
  t("well", "tools call users.list"),
  t("well", "tools call users.list --all --out users.jsonl"),
  t(500, "tools call users.list"),
  t(200, "tools call users.list --out leak.json"),
  t(400, "tools call calls.list --title {secret}"),
  t(404, "tools call calls.get --id {secret}", { from: "token" }),
  t("well", "tools call privacy.eraseByEmail --email-address a@b.co --confirm a@b.co"),
  t("well", "tools call privacy.eraseByEmail --email-address a@b.co --dry-run --prompt-id {secret}"),
  t("well", "approve --list --all --json"),
  t("well", "approve {secret}"),
  t("well", "approve request.json --sign {owner} --out approval.json"),
  t("well", "approve --file {owner}"),
  t("well", "mcp", { stdin: hello, untilMs: 4000 }),
  t(400, "mcp --router", { stdin: hello, untilMs: 4000 }),
  t("well", "mcp --http 0", { untilMs: 4000 }),
  t("well", "audit list"),
  t("well", "audit list --user {secret} --json"),
  t("well", "audit show 1 --payload"),
  t("well", "audit show 3 --payload", { from: "files" }),
  t("well", "audit export --csv"),
  t("well", "audit export --jsonl"),
  t("well", "audit verify --json"),
  t("well", "auth status --json"),
  t("scope", "auth status --probe"),
  t(401, "auth login --key-stdin", { stdin: `${key}:${secret}` }),
  t("well", "auth login --key-stdin", { stdin: `${secret}\n` }),
  t("well", "auth login --key-stdin", { stdin: `${key}\n${secret}\n` }),
  t("tokens", "auth login --oauth --no-browser --redirect-uri https://example.com/x", {
    stdin: "https://example.com/x?code=canary-refresh-12\n",
  }),
  t("well", "auth status", { from: "store" }),
  t("well", "tools call users.list", { from: "store" }),
  t(500, "tools call users.list", { from: "store" }),
  t("well", "auth rotate-key", { from: "store" }),
  t("well", "auth logout", { from: "store" }),
  t("well", "auth logout"),
  t("well", "nothing {secret}"),
  t("well", "run --nothing {secret}"),
];
