import { z } from "zod";
import { didYouMean } from "../nearest.ts";
import { fitted } from "./collect.ts";
import { ToolError } from "./error.ts";
import type { FlatInput } from "./input.ts";
import { jsonSchemaOf } from "./json-schema.ts";
import { mayRead } from "./permission.ts";
import { typeText } from "./show.ts";
import type { Tool } from "./tool.ts";
import { markNames } from "./untrusted.ts";

const WeekOrDate = z
  .string()
  .regex(/^\d{4}-(W\d{2}|\d{2}-\d{2})$/, "expected a week like 2026-W46 or a date in it like 2026-11-09");

const SeriesQuery = z.strictObject({
  metric: z.string().min(1).describe("like talkRatio, callsAsHost; a wrong one lists all"),
  level: z.enum(["person", "team", "company"]).optional(),
  who: z.string().min(1).describe("id, address or name").optional(),
  from: WeekOrDate.describe("2026-W40 or a date in the week").optional(),
  to: WeekOrDate.optional(),
});
const WeekQuery = z.strictObject({ week: WeekOrDate.optional() });
const FindingQuery = z.strictObject({
  finding: z.string().min(1).describe("id like 2026-W46:team:4001:callsAsHost"),
});
const DigestQuery = z.strictObject({
  week: WeekOrDate.optional(),
  scope: z.enum(["company", "team", "tree", "person"]).optional(),
  who: z.string().min(1).describe("id or address of the manager or person").optional(),
});

export type SeriesQuery = z.output<typeof SeriesQuery>;
export type DigestQuery = z.output<typeof DigestQuery>;

/** What the history can be asked, handed in by whoever has it; all read, none sends anything to Gong. */
export type HistoryReads = {
  readonly series: (query: SeriesQuery) => object | Promise<object>;
  readonly findings: (week: string | undefined) => object | Promise<object>;
  readonly explain: (finding: string) => object | Promise<object>;
  readonly digest: (query: DigestQuery) => object | Promise<object>;
};

/** Tools over our own history, where a question about weeks costs no request. */
export function historyTools(reads: HistoryReads): readonly Tool[] {
  return [
    historyTool({
      name: "history_series",
      description:
        "Weekly values of a metric from local history, and who rose or fell since a week; rows by change, greatest rise first",
      words:
        "trend change talk ratio calls over time since month rose fell dropped person team company metric",
      schema: SeriesQuery,
      read: reads.series,
    }),
    historyTool({
      name: "history_findings",
      description: "What stood out in a week: values outside their usual range, most important first",
      words: "findings unusual anomalies outliers week",
      schema: WeekQuery,
      read: ({ week }) => reads.findings(week),
    }),
    historyTool({
      name: "explain_finding",
      description: "Why a value was flagged: the arithmetic behind one finding, and who drives it",
      words: "finding explain why drivers usual range",
      schema: FindingQuery,
      read: ({ finding }) => reads.explain(finding),
    }),
    historyTool({
      name: "digest_of_week",
      description: "The digest of one week as people get it by mail",
      words: "digest mail headline summary week report",
      schema: DigestQuery,
      read: reads.digest,
    }),
  ];
}

function historyTool<S extends z.ZodObject>(parts: {
  readonly name: string;
  readonly description: string;
  readonly words: string;
  readonly schema: S;
  readonly read: (query: z.output<S>) => object | Promise<object>;
}): Tool {
  const { additionalProperties: _, ...schema } = withoutPatterns(jsonSchemaOf(parts.schema));
  return {
    name: parts.name,
    area: "history",
    description: parts.description,
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    schema,
    fullSchema: { ...schema, additionalProperties: false },
    names: [parts.name],
    words: parts.words,
    details: { effect: "read", source: "local history; no request to Gong" },
    closed: (config) => mayRead(parts.name, config),
    call: async (input, { results }) => {
      const answer = await parts.read(checked(parts.schema, input));
      return fitted(answer as Readonly<Record<string, unknown>>, results, markNames);
    },
  };
}

function withoutPatterns(schema: ReturnType<typeof jsonSchemaOf>): ReturnType<typeof jsonSchemaOf> {
  const properties = Object.entries(schema.properties ?? {}).map(([name, { pattern: _, ...member }]) => [
    name,
    member,
  ]);
  return { ...schema, properties: Object.fromEntries(properties) };
}

function checked<S extends z.ZodObject>(schema: S, input: FlatInput): z.output<S> {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  const members = jsonSchemaOf(schema).properties ?? {};
  const names = Object.keys(members);
  const faults = result.error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map(
        (key) => `${key}: no such field; expected ${names.join(", ")}.${didYouMean(key, names)}`,
      );
    }
    const [name = ""] = issue.path.map(String);
    const got = issue.input === undefined ? "is missing" : `got ${JSON.stringify(issue.input)}`;
    const rule = issue.message.startsWith("expected")
      ? issue.message
      : `expected ${typeText(members[name] ?? {})}`;
    return [`${name}: ${got}, ${rule}`];
  });
  throw new ToolError("input", faults.join("\n"));
}
