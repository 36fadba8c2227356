import type { Members } from "./at.ts";
import { isMembers, valuesAt } from "./at.ts";

/** Content selectors of calls.listDetails that give what was said, in whole, in part, or as the recording. */
const spokenSelectors: readonly string[] = [
  "content.trackers",
  "content.trackerOccurrences",
  "content.brief",
  "content.outline",
  "content.highlights",
  "content.keyPoints",
  "collaboration.publicComments",
  "media",
];

/** Members of any answer that hold it; taken out whatever was asked for, as Gong adds fields without notice. */
const spokenMembers = new Set(
  [
    "answer",
    "answerItems",
    "audioUrl",
    "brief",
    "briefSections",
    "callTranscripts",
    "comments",
    "highlights",
    "keyPoints",
    "media",
    "note",
    "outline",
    "phrases",
    "publicComments",
    "sectionSummary",
    "sentences",
    "snippet",
    "trackerOccurrences",
    "trackers",
    "transcript",
    "videoUrl",
  ].map((name) => name.toLowerCase()),
);

/** By such names Gong may call it tomorrow. */
const spokenNames =
  /transcript|summar|spotlight|utterance|quote|nextsteps|next_steps|actionitem|action_item/i;

/** What is left of the content of a call; whatever else Gong adds there is about what was said. */
const silentContent = new Set(["structure", "topics", "callOutcome"].map((name) => name.toLowerCase()));

/** The selectors of an input by which words would come. */
export function spokenIn(input: Members): readonly string[] {
  return spokenSelectors.filter((selector) =>
    valuesAt(input, `body.contentSelector.exposedFields.${selector}`).some((value) => value !== false),
  );
}

/** An answer without what was said. */
export function withoutWords(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(withoutWords);
  if (!isMembers(answer)) return answer;
  return Object.fromEntries(
    Object.entries(answer).flatMap(([name, value]) => {
      if (spokenMembers.has(name.toLowerCase()) || spokenNames.test(name)) return [];
      return [[name, name === "content" ? silentPart(value) : withoutWords(value)]];
    }),
  );
}

function silentPart(content: unknown): unknown {
  if (!isMembers(content)) return withoutWords(content);
  const kept = Object.entries(content).filter(([name]) => silentContent.has(name.toLowerCase()));
  return withoutWords(Object.fromEntries(kept));
}
