import Handlebars from "handlebars";

/**
 * Text as markup in which no week breaks at its hyphen, where a line ends. Everything else is escaped as `{{…}}` does.
 *
 * @param attribute of our own, by which the style of the page keeps its element on one line
 * @example
 * String(wholeWeeks("since 2026-W44 & on", 'class="whole"')); // => 'since <span class="whole">2026-W44</span> &amp; on'
 */
export function wholeWeeks(text: string, attribute: string): Handlebars.SafeString {
  const escaped = Handlebars.escapeExpression(text);
  return new Handlebars.SafeString(
    escaped.replace(/\b\d{4}-W\d{2}\b/g, (week) => `<span ${attribute}>${week}</span>`),
  );
}
