import type { Action, InputOf, ListAction } from "../gong/action.ts";
import { previewOf } from "../gong/preview.ts";
import { areaOf, namesOf, toolNameOf } from "./catalogue.ts";
import { createCollector, cutNote, fitted } from "./collect.ts";
import { compactSchemaOf, ownMembers } from "./compact.ts";
import { erasureOffer, isErasure } from "./erasure.ts";
import { ToolError } from "./error.ts";
import { exampleOf } from "./example.ts";
import { annotationsOf, descriptionOf } from "./formats.ts";
import { type FlatInput, inputOf } from "./input.ts";
import { inputSchemaOf } from "./input-schema.ts";
import type { JsonSchema } from "./json-schema.ts";
import { isList, readPages } from "./pages.ts";
import { assertMayCall, mayCall } from "./permission.ts";
import type { CallContext, Tool, ToolResult } from "./tool.ts";

/** An action as a tool for models. */
export function actionTool(action: Action): Tool {
  const { schema } = inputSchemaOf(action);
  const { slug = "" } = action;
  return {
    name: toolNameOf(action),
    area: areaOf(action),
    description: descriptionOf(action),
    annotations: annotationsOf(action),
    schema: compactSchemaOf(action),
    fullSchema: { ...schema, properties: { ...schema.properties, ...ownMembers(action) } },
    names: namesOf(action),
    words: [
      action.route.replace(/^\w+ /, ""),
      slug.replace(/^GONG_/, "").replaceAll("_", " "),
      fieldNames(schema).join(" "),
    ].join(" "),
    details: {
      scope: action.scope,
      effect: action.effect,
      route: action.route,
      example: exampleOf(action),
    },
    closed: (config) => mayCall(action, config),
    call: (input, context) => callAction(action, input, context),
  };
}

type Own = { readonly limit?: number; readonly all?: boolean; readonly dryRun?: boolean };

async function callAction(action: Action, given: FlatInput, context: CallContext): Promise<ToolResult> {
  const { own, flat } = split(action, given);
  const input = inputOf(action, flat);
  assertMayCall(action, context.config, input);
  if (own.dryRun) {
    const { input: sent, approval } = context.preview(action, input);
    await context.uncalled?.(action, input, "dry-run");
    const preview = previewOf(action, sent, context.baseUrl);
    return { structured: { dryRun: true, note: "nothing was sent", ...approval, ...preview } };
  }
  if (isList(action)) return callList(action, input, own, context);
  const answer = (await (await context.gong()).call(action, input)) as Record<string, unknown>;
  const offer = isErasure(action) ? { next: `A person decides: ${erasureOffer}` } : {};
  return fitted({ ...answer, ...offer }, context.results);
}

async function callList(
  action: ListAction,
  input: InputOf<Action>,
  { all = false, limit }: Own,
  { gong, results, signal, progress }: CallContext,
): Promise<ToolResult> {
  const most = limit ?? Number.POSITIVE_INFINITY;
  const collector = createCollector(results);
  let [rows, total, next] = [0, undefined as number | undefined, undefined as string | undefined];
  let note: string | undefined = "Gong found nothing for this input (404)";
  let withheld: string | undefined;
  try {
    for await (const page of readPages(await gong(), action, input)) {
      const taken = page.rows.slice(0, most - rows);
      for (const row of taken) await collector.add(row);
      rows += taken.length;
      total = page.total;
      withheld = page.withheld ?? withheld;
      // A cursor behind a page of which only a part was given would pass over the rest.
      const isCut = taken.length < page.rows.length;
      next = isCut ? undefined : page.next;
      note = isCut ? "the limit cut a page; a higher limit gives more" : undefined;
      await progress(rows, Math.min(total ?? rows, most));
      if (rows >= most || (!all && limit === undefined)) break;
      signal.throwIfAborted();
    }
  } catch (error) {
    await collector.end();
    throw error;
  }
  const { rows: whole, table, count, link } = await collector.end();
  const cut = link && cutNote(table?.rows.length ?? 0, link);
  const notes = [note, withheld, cut?.note].filter((each) => each !== undefined);
  return {
    structured: {
      [action.rows]: table ?? whole,
      returned: count,
      ...(total === undefined ? {} : { total }),
      ...(next === undefined ? {} : { cursor: next }),
      ...cut,
      ...(notes.length === 0 ? {} : { note: notes.join(". ") }),
    },
    link,
  };
}

function split(action: Action, given: FlatInput): { readonly own: Own; readonly flat: FlatInput } {
  const names = Object.keys(ownMembers(action));
  const isOwn = (name: string): boolean => names.includes(name);
  const entries = Object.entries(given);
  const own = Object.fromEntries(entries.filter(([name]) => isOwn(name)));
  const fault = (name: string, expected: string): ToolError =>
    new ToolError("input", `${name}: got ${JSON.stringify(own[name])}, expected ${expected}`);
  if (own.limit !== undefined && !(Number.isSafeInteger(own.limit) && Number(own.limit) > 0)) {
    throw fault("limit", "a whole number from 1");
  }
  for (const name of ["all", "dryRun"]) {
    if (own[name] !== undefined && typeof own[name] !== "boolean") throw fault(name, "true or false");
  }
  return { own: own as Own, flat: Object.fromEntries(entries.filter(([name]) => !isOwn(name))) };
}

function fieldNames(node: JsonSchema): readonly string[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, member]) => [name, ...fieldNames(member)]);
}
