import { type Command, InvalidArgumentError, Option } from "commander";
import { formats } from "../../src/tools/format.ts";
import type { CommandLine } from "../command-line.ts";

/** `tools …` and `mcp`: Gong's actions for people, for scripts and for models. */
export function addToolCommands(program: Command, { command, go, wholeNumber }: CommandLine): void {
  const tools = command(program, "tools", "Gong's actions: list, show and call them").addHelpText(
    "after",
    "\nExample: gong-digest tools call users.list --all",
  );

  command(tools, "list", "every action with its effect, a line each")
    .option("--area <area>", "of one area, like stats or calls")
    .option("--persona <name>", "under these limits (default: GONG_DIGEST_PERSONA, else tools.persona)")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample: gong-digest tools list --area stats")
    .action((options) => go(async (session) => (await import("./tools.ts")).listTools(session, options)));

  command(tools, "show", "what an action takes, which right it needs, what it does, an example")
    .argument("<name>", "its name, or its name in the catalogue (GONG_…)")
    .option("--json", "as JSON, with the input's JSON Schema")
    .option("--persona <name>", "under these limits (default: GONG_DIGEST_PERSONA, else tools.persona)")
    .addHelpText("after", "\nExample: gong-digest tools show stats.interaction")
    .action((name, options) =>
      go(async (session) => (await import("./tools.ts")).showTool(session, name, options)),
    );

  command(tools, "call", "call an action; its fields as --key value, or all of them as --input JSON")
    .argument("<name>", "its name, or its name in the catalogue (GONG_…)")
    .argument("[fields...]", "--key value for each field; --file PATH for an upload, - for stdin")
    .option("--input <json>", "the input as JSON, @FILE or - for stdin")
    .option("--all", "read every page; a row a line")
    .option("--limit <n>", "at most so many rows, over as many pages as it takes; a row a line", positive)
    .option("--cursor <cursor>", "begin at this page")
    .option("--out <file>", "write the data there instead of stdout")
    .option("--dry-run", "print the request without the key; send nothing")
    .option("--prompt-id <id>", "reference of the prompt that led to this, for the audit log")
    .option("--yes", "do not ask before a write")
    .option("--confirm <text>", "at a terminal, before what cannot be undone: its id or address once more")
    .option("--persona <name>", "under these limits (default: GONG_DIGEST_PERSONA, else tools.persona)")
    .allowUnknownOption()
    .addHelpText(
      "after",
      `
Example: gong-digest tools call calls.list --all \\
           --from-date-time 2026-11-09T00:00:00Z \\
           --to-date-time 2026-11-16T00:00:00Z > calls.jsonl`,
    )
    .action((name, fields, options) =>
      go(async (session) => (await import("./call.ts")).callTool(session, name, fields, options)),
    );

  command(tools, "export", "the actions as tools for a provider of models, as JSON")
    .addOption(new Option("--format <format>", "for whom").choices(formats).makeOptionMandatory())
    .option("--area <area>", "of one area")
    .addHelpText("after", "\nExample: gong-digest tools export --format anthropic > tools.json")
    .action((options) => go(async (session) => (await import("./tools.ts")).exportTools(session, options)));

  command(tools, "spec-check", "what differs between the actions and a newer API document of Gong")
    .argument("<file>", "the OpenAPI document as JSON, downloaded from Gong's API pages")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExit code 6 when something differs.\nExample: gong-digest tools spec-check openapi.json",
    )
    .action((file, options) =>
      go(async (session) => (await import("./spec-check.ts")).checkSpec(session, file, options)),
    );

  command(program, "mcp", "Gong's actions and the history for models, over the Model Context Protocol")
    .option(
      "--http <port>",
      "over HTTP on this port instead of stdio; GONG_DIGEST_MCP_TOKEN is required, or GONG_DIGEST_MCP_TOKEN_PERSONA for each persona",
      wholeNumber,
    )
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option("--persona <name>", "under these limits (default: GONG_DIGEST_PERSONA, else tools.persona)")
    .option("--router", "three tools that find and call the others, for the least context")
    .option("--area <area...>", "only these areas; history is one of them")
    .addHelpText("after", "\nExample: gong-digest mcp --area stats users history")
    .action((options) => go(async (session) => (await import("./mcp.ts")).mcp(session, options)));
}

function positive(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a whole number from 1.");
}
