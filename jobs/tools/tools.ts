import type { Action } from "../../src/gong/action.ts";
import { wrap } from "../../src/mail/columns.ts";
import { actionsOf, areaOf, findAction, toolNameOf } from "../../src/tools/catalogue.ts";
import type { Format } from "../../src/tools/format.ts";
import { exportOf } from "../../src/tools/formats.ts";
import { inputSchemaOf } from "../../src/tools/input-schema.ts";
import { isList } from "../../src/tools/pages.ts";
import { mayCall, type ToolConfig } from "../../src/tools/permission.ts";
import { actionText } from "../../src/tools/show.ts";
import { chosenPersona, guardOf } from "../limits/persona-guard.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";

/** Under whose limits a command works. */
export type Under = { readonly persona?: string };

async function configOf(session: Session, under: Under): Promise<ToolConfig> {
  const { tools } = session.settings.config;
  const name = chosenPersona(session, under.persona, process.env);
  // Without a persona nothing is asked of the history, which may not be there.
  const persona = name === null ? null : (await guardOf(session, name)).persona();
  return { caller: "person", ...tools, persona };
}

/** The actions there are, a line each, or as JSON; of a persona, those that are open to it. */
export async function listTools(
  session: Session,
  { area, json, ...under }: { readonly area?: string; readonly json?: boolean } & Under,
): Promise<ExitCode> {
  const config = await configOf(session, under);
  const actions = actionsOf(area === undefined ? [] : [area]).filter(
    (action) => !config.persona || mayCall(action, config) === null,
  );
  if (json) {
    session.print(
      `${JSON.stringify(
        actions.map((action) => listed(action, config)),
        null,
        2,
      )}\n`,
    );
    return exitCode.done;
  }
  session.print(actionLines(actions, process.stdout.isTTY ? process.stdout.columns : null));
  return exitCode.done;
}

/**
 * Each action with its effect and what it does.
 *
 * @param columns of a terminal, in which what does not fit goes on below itself; null for a line each, as for `grep`
 */
export function actionLines(
  actions: readonly Pick<Action, "name" | "effect" | "summary" | "deprecated" | "cost">[],
  columns: number | null,
): string {
  const width = Math.max(0, ...actions.map(({ name }) => name.length));
  const margin = width + 15;
  return actions
    .map(({ name, effect, summary, deprecated, cost }) => {
      const text = `${summary}${deprecated === undefined ? "" : " (deprecated)"}${cost === undefined ? "" : " (paid)"}`;
      const lines = columns === null ? [text] : wrap(text, Math.max(20, columns - margin));
      return `${name.padEnd(width)}  ${effect.padEnd(11)}  ${lines.join(`\n${" ".repeat(margin)}`)}\n`;
    })
    .join("");
}

function listed(action: Action, config: ToolConfig) {
  const { slug = null, aliases = [], deprecated = null, cost = null } = action;
  const { name, summary, route, scope, effect, retry } = action;
  return {
    name,
    tool: toolNameOf(action),
    slug,
    aliases,
    area: areaOf(action),
    summary,
    route,
    scope,
    effect,
    retry,
    paged: isList(action),
    cost,
    deprecated,
    closed: mayCall(action, config),
  };
}

/** What there is to know before a call: input, right, effect, an example. */
export async function showTool(
  session: Session,
  name: string,
  { json, ...under }: { readonly json?: boolean } & Under,
): Promise<ExitCode> {
  const action = findAction(name);
  const config = await configOf(session, under);
  if (json) {
    const whole = { ...listed(action, config), input: inputSchemaOf(action).schema };
    session.print(`${JSON.stringify(whole, null, 2)}\n`);
    return exitCode.done;
  }
  session.print(actionText(action));
  const closed = mayCall(action, config);
  if (config.persona && closed !== null) session.log.warn(closed);
  return exitCode.done;
}

/** The actions as definitions of tools for a provider of models. */
export function exportTools(
  session: Session,
  { format, area }: { readonly format: Format; readonly area?: string },
): ExitCode {
  session.print(
    `${JSON.stringify(exportOf(actionsOf(area === undefined ? [] : [area]), format), null, 2)}\n`,
  );
  return exitCode.done;
}
