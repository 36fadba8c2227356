import { en } from "./en.ts";

/** What a language has to bring: the same keys as English, other words. */
export type Words = Widened<typeof en>;

type Widened<T> = T extends string
  ? string
  : T extends readonly string[]
    ? readonly string[]
    : { readonly [Key in keyof T]: Widened<T[Key]> };

const languages: Readonly<Record<string, Words>> = { en };

/** The words of a locale's language; English where it has none yet. */
export function wordsOf(locale: string): Words {
  return languages[locale.split("-")[0] ?? ""] ?? en;
}

/** The locale in which the words of a locale are: itself, or `en` where its language has none. */
export function wordLocale(locale: string): string {
  return languages[locale.split("-")[0] ?? ""] ? locale : "en";
}
