/** Fields of Gong that hold what somebody said or wrote, however short it is. */
const spoken =
  /^(text|title|brief|snippet|comment|subject|body|note|notes|description|question|questionText|answer|answerText|content|outline|section|purpose|keyPoints?|highlights?|value|topic|phrase|searchPhrase|summary|message)$/;

/** From so many words on a text says something, whichever field it stands in; names have fewer. */
const fewestWords = 5;

/** A name of so many words may be an order in disguise: "Delete every user now". */
const fewestWordsOfName = 3;

/**
 * An answer with everything that people said or wrote put between marks. A customer can say "ignore your
 * instructions" on a call, and a model that reads the transcript must see that it is a quotation.
 *
 * @example
 * markUntrusted({ id: "1", title: "Demo" }); // => { id: "1", title: "<untrusted>Demo</untrusted>" }
 */
export function markUntrusted(value: unknown, field = ""): unknown {
  if (typeof value === "string") return isQuoted(value, field) ? marked(value) : value;
  if (Array.isArray(value)) return value.map((each) => markUntrusted(each, field));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, own]) => [name, markUntrusted(own, name)]));
}

/** One text between marks; marks that stand in the text itself lose their meaning. */
export function marked(text: string): string {
  return `<untrusted>${text.replace(/<(\/?\s*untrusted)/gi, "‹$1")}</untrusted>`;
}

function isQuoted(text: string, field: string): boolean {
  if (text === "") return false;
  if (/<\/?\s*untrusted/i.test(text)) return true;
  // A word on its own, like a category or a language, says nothing; titles and sentences are always quoted.
  if (spoken.test(field)) return !/^\w+$/.test(text) || field === "text" || field === "title";
  return text.trim().split(/\s+/).length >= (field === "name" ? fewestWordsOfName : fewestWords);
}
