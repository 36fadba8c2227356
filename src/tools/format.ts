/** The forms in which models' providers take tools. */
export const formats = ["openai", "anthropic", "ai-sdk", "mcp", "json-schema"] as const;
export type Format = (typeof formats)[number];
