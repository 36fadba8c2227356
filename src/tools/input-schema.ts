import type { z } from "zod";
import type { Action, Upload } from "../gong/action.ts";
import { type JsonSchema, jsonSchemaOf } from "./json-schema.ts";

export type Part = "path" | "query" | "body";

const parts: readonly Part[] = ["path", "query", "body"];

/** A file on this machine; an upload by lines may also delete, which is to be said. */
function fileSchema({ kind }: Upload): JsonSchema {
  const path = { type: "string", description: "of the file to send" };
  const deletes = { type: "boolean", description: "lines with isDeleted are meant" };
  return {
    type: "object",
    properties: kind === "ldjson" ? { path, deletes } : { path },
    required: ["path"],
    additionalProperties: false,
  };
}

/** What a caller may give an action, in one flat object, and where each member of it belongs. */
export type InputSchema = {
  readonly schema: JsonSchema & { readonly properties: Readonly<Record<string, JsonSchema>> };
  /** Part of each member; `body` itself stands for the whole body, `file` for what is uploaded. */
  readonly placeOf: ReadonlyMap<string, Part | "whole body" | "file">;
};

const cache = new WeakMap<Action, InputSchema>();

/**
 * Members of path, query and body side by side, since a caller has no use for where HTTP puts them. A body
 * that is no object, or has a name in common with path or query, stays together as `body`.
 */
export function inputSchemaOf(action: Action): InputSchema {
  const known = cache.get(action);
  if (known) return known;
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  const placeOf = new Map<string, Part | "whole body" | "file">();
  for (const part of parts) {
    const zod = action[part] as z.ZodType | undefined;
    if (!zod) continue;
    const own = jsonSchemaOf(zod);
    const names = Object.keys(own.properties ?? {});
    const isFlat = own.type === "object" && names.length > 0 && names.every((name) => !placeOf.has(name));
    if (part === "body" && !isFlat) {
      properties.body = own;
      placeOf.set("body", "whole body");
      if (!zod.safeParse({}).success) required.push("body");
      continue;
    }
    for (const name of names) placeOf.set(name, part);
    Object.assign(properties, own.properties);
    required.push(...(own.required ?? []));
  }
  if (action.upload) {
    properties.file = fileSchema(action.upload);
    placeOf.set("file", "file");
    required.push("file");
  }
  const schema = {
    type: "object",
    properties,
    ...(required.length > 0 ? { required: [...new Set(required)] } : {}),
    additionalProperties: false,
  };
  const made = { schema, placeOf };
  cache.set(action, made);
  return made;
}
