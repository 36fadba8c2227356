import type { Command } from "commander";
import type { CommandLine } from "../command-line.ts";

/** `suppress …`: who is mailed no more. */
export function addSuppressCommands(
  program: Command,
  { command, go }: Omit<CommandLine, "wholeNumber">,
): void {
  const suppress = command(program, "suppress", "the addresses that are mailed no more").addHelpText(
    "after",
    "\nExample: gong-digest suppress add maria@example.com",
  );
  const scope = "only this digest: company, or team:, tree: or person: with a Gong user id or an address";

  command(suppress, "add", "mail this address no more; counts at once, for mails under way too")
    .argument("<address>", "whose")
    .option("--scope <scope>", scope)
    .addHelpText("after", "\nExample: gong-digest suppress add maria@example.com --scope team:4001")
    .action((address, options) =>
      go(async (session) => (await import("./suppress.ts")).addSuppressed(session, address, options)),
    );

  command(suppress, "list", "every entry, a line each: address, scope, since when")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample: gong-digest suppress list --json")
    .action((options) =>
      go(async (session) => (await import("./suppress.ts")).listSuppressed(session, options)),
    );

  command(suppress, "remove", "mail this address again, from the next week on")
    .argument("<address>", "whose")
    .option("--scope <scope>", scope)
    .addHelpText("after", "\nExample: gong-digest suppress remove maria@example.com --scope team:4001")
    .action((address, options) =>
      go(async (session) => (await import("./suppress.ts")).removeSuppressed(session, address, options)),
    );
}
