import { IntlMessageFormat } from "intl-messageformat";
import { type MetricId, metricOf } from "../metrics.ts";
import { cleanText } from "../text.ts";
import { type Formats, formatsOf } from "./formats.ts";
import type { Slot, Statement } from "./statement.ts";
import { type Words, wordsOf } from "./words.ts";

/** One language and region: says statements and writes figures. */
export type Language = {
  readonly locale: string;
  readonly words: Words;
  readonly formats: Formats;
  /** The sentence of a statement. */
  readonly say: (statement: Statement) => string;
  /** Words of the mail around the findings. A number chooses between wordings and is written as this language does. */
  readonly write: (key: keyof Words["mail"], places?: Readonly<Record<string, string | number>>) => string;
  /** The same for the pages of the archive. */
  readonly writePage: (
    key: keyof Words["page"],
    places?: Readonly<Record<string, string | number>>,
  ) => string;
  /** "calls hosted", as it stands inside a sentence. */
  readonly label: (metric: MetricId) => string;
};

const known = new Map<string, Language>();

/**
 * The language of a locale. Its messages are parsed when they are first said.
 *
 * @example
 * languageOf("en").say({
 *   pattern: "rarest", slots: { side: { choice: "down" }, weeks: { count: 31 } },
 * }); // => "Lowest in 31 weeks."
 */
export function languageOf(locale: string): Language {
  const language = known.get(locale) ?? createLanguage(locale);
  known.set(locale, language);
  return language;
}

function createLanguage(locale: string): Language {
  const words = wordsOf(locale);
  const formats = formatsOf(locale);
  const messages = new Map<string, IntlMessageFormat>();
  const label = (metric: MetricId): string => words.metrics[metric] ?? metricOf(metric).label;
  const messageOf = (message: string): IntlMessageFormat => {
    // Names hold what they like; a tag in a message of ours is text like any other.
    const parsed =
      messages.get(message) ?? new IntlMessageFormat(message, locale, undefined, { ignoreTag: true });
    messages.set(message, parsed);
    return parsed;
  };
  const say = ({ pattern, slots }: Statement): string => {
    const places: Record<string, string | number> = {};
    const pair = besideRange(slots, formats);
    for (const [name, slot] of Object.entries(slots)) {
      places[name] =
        "parts" in slot
          ? formats.list(slot.parts.map(say))
          : (pair[name] ?? slotText(slot, { words, formats, label }));
      const count = slotCount(slot);
      if (count !== null) places[`${name}Count`] = count;
    }
    // A name may end with a full stop of its own.
    const text = String(messageOf(words.sentences[pattern]).format(places)).replace(/\.\.$/, ".");
    return startsWithWord(text, slots, { words, formats }) ? sentenceCase(text, locale) : text;
  };
  const write: Language["write"] = (key, places = {}) =>
    String(messageOf(words.mail[key]).format({ ...places }));
  const writePage: Language["writePage"] = (key, places = {}) =>
    String(messageOf(words.page[key]).format({ ...places }));
  return { locale, words, formats, say, write, writePage, label };
}

/** How a fact is written where it stands in a sentence. */
function slotText(
  slot: Exclude<Slot, { readonly parts: unknown }>,
  { words, formats, label }: Pick<Language, "words" | "formats" | "label">,
): string {
  if ("text" in slot) return cleanText(slot.text);
  if ("names" in slot) return formats.list(slot.names.map((name) => cleanText(name)));
  if ("choice" in slot) return slot.choice;
  if ("count" in slot) return formats.whole(slot.count);
  if ("metric" in slot) return label(slot.metric);
  if ("metrics" in slot) return formats.list(slot.metrics.map(label));
  if ("share" in slot) return formats.percent(slot.share);
  if ("week" in slot) return slot.week;
  if ("day" in slot) return formats.day(slot.day);
  if ("to" in slot) return formats.days(slot.from, slot.to);
  if ("lengths" in slot) return formats.list(slot.lengths.map(formats.callLength));
  if ("settings" in slot) return formats.list(slot.settings.map((setting) => words.settings[setting]));
  const quantity = metricOf(slot.of);
  if ("range" in slot) return formats.range(slot.range, quantity);
  if ("change" in slot) return formats.change(slot.change, slot.from, quantity) ?? "";
  if ("size" in slot) return formats.size(slot.size, quantity);
  if ("difference" in slot) return formats.difference(slot.difference, quantity);
  if ("values" in slot) return formats.list(slot.values.map((value) => formats.value(value, quantity)));
  return formats.value(slot.value, quantity);
}

/** A value and its own usual range in one sentence are written as they are side by side in a table. */
function besideRange({ value, usual }: Statement["slots"], { figures }: Formats): Record<string, string> {
  if (!value || !usual || !("value" in value) || !("range" in usual) || value.of !== usual.of) return {};
  return figures(value.value, usual.range, metricOf(value.of));
}

/** The number by which a message chooses its wording. */
function slotCount(slot: Slot): number | null {
  if ("count" in slot) return slot.count;
  if ("names" in slot) return slot.names.length;
  if ("parts" in slot) return slot.parts.length;
  if ("metrics" in slot) return slot.metrics.length;
  if ("settings" in slot) return slot.settings.length;
  return "value" in slot ? Math.round(slot.value) : null;
}

/** A name keeps its own first letter, a word of ours gets a capital at the start of a sentence. */
function startsWithWord(
  text: string,
  slots: Statement["slots"],
  { words, formats }: Pick<Language, "words" | "formats">,
): boolean {
  return Object.values(slots).some((slot) => {
    if ("count" in slot) return text.startsWith(formats.whole(slot.count));
    return "settings" in slot && slot.settings.some((setting) => text.startsWith(words.settings[setting]));
  });
}

function sentenceCase(text: string, locale: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}
