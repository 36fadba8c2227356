/** Markup that is known to be safe: made by `markup` alone. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  /** What Handlebars asks for, so that a template's `{{slot}}` does not escape it again. */
  toHTML(): string {
    return this.text;
  }
}

type Value = string | number | Markup | readonly Value[] | null | undefined | false;

/**
 * A template whose every value is escaped, unless it is markup made in the same way. There is no other way to make
 * markup, so nothing that a name holds can become any.
 *
 * @example
 * markup`<b title="${'"'}">${"<i>"}</b>`.text; // => '<b title="&quot;">&lt;i&gt;</b>'
 */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(
    parts.reduce(
      (text, part, place) => text + part + (place < values.length ? written(values[place]) : ""),
      "",
    ),
  );
}

/**
 * Data for a script, as the text of a `<script type="application/json">`. No `<` is left in it, so that nothing in
 * it ends the element or begins a comment.
 */
export function dataMarkup(data: unknown): Markup {
  return new Markup(JSON.stringify(data).replaceAll("<", "\\u003c"));
}

function written(value: Value): string {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map(written).join("");
  return String(value).replace(/[&<>"']/g, (character) => escapes[character] ?? "");
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
