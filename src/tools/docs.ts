import type { Action } from "../gong/action.ts";
import { actions } from "../gong/actions.ts";
import { areaOf, areas, namesOf, toolNameOf } from "./catalogue.ts";
import { inputSchemaOf } from "./input-schema.ts";
import { isList } from "./pages.ts";
import { commandOf, schemaLines } from "./show.ts";

/** `ACTIONS.md`: every action with its route, right, effect, input and an example, made from the actions. */
export function actionsPage(): string {
  return [
    "# Gong's actions",
    "",
    "Made from the actions by `npm run docs:actions`; change them, not this page. Call one with",
    "`gong-digest tools call NAME`, from a model through `gong-digest mcp`, or from TypeScript:",
    "",
    "```ts",
    'import { createGong, listUsers } from "gong-digest";',
    "```",
    "",
    `${actions.length} actions. A star marks a field that must be given.`,
    "",
    "| action | does | effect | route |",
    "| --- | --- | --- | --- |",
    ...actions.map(
      (action) =>
        `| [${action.name}](#${anchorOf(action.name)}) | ${mark(action)}${cell(action.summary)} | ${action.effect} | \`${action.route}\` |`,
    ),
    ...areas.flatMap((area) => [
      "",
      `## ${area}`,
      ...actions.filter((a) => areaOf(a) === area).flatMap(section),
    ]),
    "",
  ].join("\n");
}

function section(action: (typeof actions)[number]): readonly string[] {
  const { deprecated, cost } = action;
  const others = namesOf(action).filter((name) => name !== action.name && name !== toolNameOf(action));
  const facts = [
    `\`${action.route}\``,
    `scope \`${action.scope}\``,
    action.effect,
    ...(isList(action) ? [`paged by \`${action.rows}\``] : []),
    ...(cost === undefined ? [] : ["costs AI credits"]),
  ];
  return [
    "",
    `### ${action.name}`,
    "",
    `${action.summary}.`,
    ...(deprecated === undefined ? [] : ["", `**Deprecated**: ${deprecated}`]),
    "",
    `${facts.join(" · ")}  `,
    `As a tool \`${toolNameOf(action)}\`${others.length > 0 ? `; also ${others.map((name) => `\`${name}\``).join(", ")}` : ""}`,
    "",
    "```text",
    ...schemaLines(inputSchemaOf(action).schema),
    "```",
    "",
    "```sh",
    commandOf(action),
    "```",
  ];
}

const mark = ({ deprecated, cost }: Action): string =>
  `${deprecated === undefined ? "" : "**Deprecated.** "}${cost === undefined ? "" : "**Paid.** "}`;

const anchorOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9-]/g, "");

const cell = (text: string): string => text.replaceAll("|", "\\|");
