/** A command line as a document has it. `isWhole` where it stands in a block of shell, for people to copy. */
export type Documented = { readonly words: readonly string[]; readonly isWhole: boolean };

/** What ends a command in a shell. */
const end = /\s*(?:\s#|&&|\|\||[|;>)]|\s2>|$)/;

/** Every command line of gong-digest in a text of Markdown, in blocks and between backticks. */
export function commandsIn(markdown: string): readonly Documented[] {
  const blocks = [...markdown.matchAll(/^ *```(?:sh|bash|console|text)\n([\s\S]*?)^ *```/gm)].map(
    ([, text = ""]) => text,
  );
  const prose = markdown.replace(/^ *```[\s\S]*?^ *```/gm, "");
  const mentions = [...prose.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text.replace(/\s+/g, " "));
  const whole = blocks.flatMap((text) => text.replace(/\\\n\s*/g, "").split("\n"));
  return [
    ...whole.flatMap((line) => commandsOf(line).map((words) => ({ words, isWhole: true }))),
    ...mentions.flatMap((text) => commandsOf(text).map((words) => ({ words, isWhole: false }))),
  ];
}

function commandsOf(line: string): readonly (readonly string[])[] {
  const found = line.matchAll(/(?:^|[\s/&;(])gong-digest(?=\s+[a-z-])\s+(.*)$/g);
  return [...found].map(([, rest = ""]) => wordsOf(rest.slice(0, rest.search(end))));
}

/** A word in quotation marks is one. */
function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );
}
