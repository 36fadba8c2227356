import type { HostedCall } from "./activity.ts";
import { idOfCall, speakerIdOf } from "./call-records.ts";
import type { World } from "./company.ts";
import { idKind, idOf } from "./ids.ts";
import { type Json, objectOf } from "./protocol.ts";
import { hashOf } from "./random.ts";

/** What Gong made of a call, block by block as it was asked for; nothing while its host is not analysed. */
export function contentOf(call: HostedCall, asked: unknown, { seed }: World): Json | undefined {
  const wanted = objectOf(asked);
  if (wanted === undefined || !call.person.whisper) return undefined;
  const hash = hashOf(seed, call.person.index, call.weekIndex, call.place);
  const seconds = call.durationSeconds;
  const count = hash % 4;
  const tracker = { id: String(idOf(seed, idKind.tracker, 2)), name: "Pricing", type: "KEYWORD", count };
  const occurrences = Array.from({ length: count }, (_, place) => ({
    startTime: Math.round((seconds * (place + 1)) / (count + 1)),
    speakerId: speakerIdOf(call, seed),
  }));
  const blocks: Json = {
    structure: [
      { name: "Introduction", duration: Math.round(seconds * 0.2) },
      { name: "Discussion", duration: Math.round(seconds * 0.8) },
    ],
    topics: [
      { name: "Pricing", duration: Math.round(seconds * 0.3) },
      { name: "Next Steps", duration: Math.round(seconds * 0.1) },
    ],
    trackers: [
      wanted.trackerOccurrences === true
        ? { ...tracker, occurrences, phrases: [{ phrase: "price", count, occurrences }] }
        : tracker,
    ],
    brief: "They spoke about the price and agreed to meet again.",
    outline: [
      {
        section: "Price",
        startTime: 0,
        duration: seconds,
        items: [{ text: "What it costs in the first year", startTime: Math.round(seconds * 0.4) }],
      },
    ],
    highlights: [{ title: "Next steps", items: [{ text: "Send the summary", startTimes: [seconds * 0.9] }] }],
    keyPoints: [{ text: "The budget is smaller than hoped" }],
    ...(call.person.kind === "sdr" && {
      callOutcome: { id: "1", category: "ANSWERED", name: "Meeting booked" },
    }),
  };
  return Object.fromEntries(Object.entries(blocks).filter(([name]) => wanted[name] === true));
}

/** Comments on one call in five, by the host's manager. */
export function commentsOn(call: HostedCall, { seed, time }: World): readonly Json[] {
  const { person, place, weekIndex } = call;
  const hash = hashOf(seed, person.index, weekIndex, place, 5);
  if (hash % 5 > 0 || person.managerId === null) return [];
  return [
    {
      id: String(BigInt(idOfCall(call, seed)) + 2n),
      audioStartTime: Math.round(call.durationSeconds / 3),
      audioEndTime: Math.round(call.durationSeconds / 2),
      commenterUserId: person.managerId,
      comment: "Good question here",
      posted: time.iso(call.day, 64_800_000_000, 0),
      duringCall: false,
    },
  ];
}

/** Where the recording is for the next eight hours. */
export function mediaOf(call: HostedCall, { seed }: World): Json {
  const id = idOfCall(call, seed);
  const audioUrl = `https://media.example.com/${id}.mp3`;
  return call.person.kind === "sdr"
    ? { audioUrl }
    : { audioUrl, videoUrl: `https://media.example.com/${id}.mp4` };
}
