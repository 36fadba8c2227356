/** The part of an OpenAPI document that says what a request and its answer look like. */
export type Spec = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, SpecOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, SpecSchema>> };
};

export type SpecOperation = {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly parameters?: readonly SpecParameter[];
  readonly requestBody?: SpecContent;
  readonly responses?: Readonly<Record<string, SpecContent>>;
};

export type SpecParameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: SpecSchema;
};

export type SpecContent = {
  readonly content?: Readonly<Record<string, { readonly schema?: SpecSchema }>>;
};

export type SpecSchema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SpecSchema>>;
  readonly additionalProperties?: boolean | SpecSchema;
  readonly items?: SpecSchema;
  readonly anyOf?: readonly SpecSchema[];
};

const methods = ["get", "post", "put", "patch", "delete"];

/** Every operation of a document by its route, `GET /v2/users`. */
export function operationsOf({ paths }: Spec): ReadonlyMap<string, SpecOperation> {
  const operations = new Map<string, SpecOperation>();
  for (const [path, item] of Object.entries(paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (operation) operations.set(`${method.toUpperCase()} ${path}`, operation);
    }
  }
  return operations;
}

/** A schema without its reference. */
export function resolved(spec: Spec, schema: SpecSchema): SpecSchema {
  if (schema.$ref === undefined) return schema;
  const target = spec.components?.schemas?.[schema.$ref.split("/").at(-1) ?? ""];
  if (!target) throw new RangeError(`the document has no ${schema.$ref}`);
  return resolved(spec, target);
}

/**
 * Gong's document has lists of values in one text, alone or after the values themselves:
 * `["number, string, url, date"]`, `["all", "own", "all / own"]`.
 */
export function enumOf({ enum: values }: SpecSchema): readonly string[] | undefined {
  return values && [...new Set(values.flatMap((value) => String(value).split(/, | \/ /)))];
}

/** What a schema lets a value be, each by itself. */
const formsOf = (spec: Spec, schema: SpecSchema): readonly SpecSchema[] =>
  schema.anyOf?.flatMap((form) => formsOf(spec, resolved(spec, form))) ?? [schema];

/** The schema of the first answer below 300, and whatever its media type. */
export function answerOf({ responses = {} }: SpecOperation): SpecSchema {
  const [, answer] = Object.entries(responses).find(([status]) => /^2\d\d$/.test(status)) ?? [];
  return Object.values(answer?.content ?? {})[0]?.schema ?? {};
}

/** A member of a schema at any depth. */
export type SpecMember = {
  readonly isRequired: boolean;
  /** Absent where anything goes. */
  readonly types: readonly string[] | undefined;
  readonly enum: readonly string[] | undefined;
};

/**
 * The members of a schema and of its members, by place: `body.filter.callIds`, `body.filter.callIds[]`. The
 * members of a record are at `*`.
 */
export function membersOf(spec: Spec, schema: SpecSchema, place: string): Map<string, SpecMember> {
  const members = new Map<string, SpecMember>();
  const walk = (given: SpecSchema, at: string, isRequired: boolean, above: readonly SpecSchema[]): void => {
    const own = resolved(spec, given);
    if (above.includes(own)) return;
    const forms = formsOf(spec, own);
    const types = forms.flatMap(({ type = [] }) => type).filter((type) => type !== "null");
    const values = enumOf(forms.find((form) => form.enum) ?? own);
    members.set(at, {
      isRequired,
      types: types.length === 0 ? undefined : types,
      enum: values,
    });
    for (const form of forms) {
      for (const [name, member] of Object.entries(form.properties ?? {})) {
        walk(member, `${at}.${name}`, form.required?.includes(name) ?? false, [...above, own]);
      }
      if (form.items) walk(form.items, `${at}[]`, true, [...above, own]);
      const { additionalProperties: others } = form;
      // An empty one says only that more may come, as our answers do.
      if (typeof others === "object" && Object.keys(others).length > 0) {
        walk(others, `${at}.*`, false, [...above, own]);
      }
    }
  };
  walk(schema, place, true, []);
  return members;
}
