import type { HostedCall } from "./activity.ts";
import { normal, purpose, streamOf } from "./random.ts";
import type { Person } from "./roster.ts";
import type { Plot } from "./stories.ts";

/** Gong's name of a statistic and its value, for one call or as a mean over calls. */
export type Stat = { readonly name: string; readonly value: number };

export type Talk = {
  /** Statistics of one call for its host, without the question rate; empty while the host is not analysed. */
  ofCall(call: HostedCall): readonly Stat[];
  /** Means over calls; empty when Gong has nothing to say: no analysis, or a single call. */
  ofCalls(person: Person, calls: readonly HostedCall[]): readonly Stat[];
};

/** Lowest and highest personal level, spread from call to call; all but the talk ratio on the log scale. */
const stats = [
  { name: "Talk Ratio", low: 0.4, high: 0.6, spread: 0.08 },
  { name: "Longest Monologue", low: 60, high: 130, spread: 0.3 },
  { name: "Longest Customer Story", low: 40, high: 100, spread: 0.35 },
  { name: "Interactivity", low: 4, high: 8, spread: 0.2 },
  { name: "Patience", low: 0.5, high: 1.4, spread: 0.25 },
  { name: "Question Rate", low: 8, high: 20, spread: 0.3 },
] as const;

/** Fewest calls for a row of statistics, and for a customer's story in it. */
const fewestCalls = 2;
const fewestForStory = 3;

/** How people talk: stable for each person, with noise on each call, so that few calls make a noisy week. */
export function createTalk(seed: number, plot: Plot): Talk {
  const valuesOf = (call: HostedCall): readonly number[] => {
    const level = streamOf(seed, call.person.index, purpose.talk);
    const drift = streamOf(seed, call.person.index, call.weekIndex, purpose.drift);
    const noise = streamOf(seed, call.person.index, call.weekIndex, call.place, purpose.talk);
    const effect = plot.effectOn(call.person.index, call.weekIndex);
    return stats.map((stat) => {
      const middle = stat.low + (stat.high - stat.low) * level();
      const swing = stat.spread * (0.12 * normal(drift) + normal(noise));
      if (stat.name === "Talk Ratio")
        return Math.min(0.97, Math.max(0.03, middle + swing + (effect?.talkRatio ?? 0)));
      return middle * Math.exp(swing) * (stat.name === "Longest Monologue" ? (effect?.monologue ?? 1) : 1);
    });
  };
  return {
    ofCall: (call) => {
      if (!call.person.whisper) return [];
      const values = valuesOf(call);
      return stats.slice(0, -1).map(({ name }, place) => ({ name, value: rounded(values[place] ?? 0) }));
    },
    ofCalls: (person, calls) => {
      if (!person.whisper || calls.length < fewestCalls) return [];
      const rows = calls.map(valuesOf);
      return stats.flatMap(({ name }, place) => {
        if (name === "Longest Customer Story" && calls.length < fewestForStory) return [];
        const sum = rows.reduce((total, row) => total + (row[place] ?? 0), 0);
        return [{ name, value: rounded(sum / calls.length) }];
      });
    },
  };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
