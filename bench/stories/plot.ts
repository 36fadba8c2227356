/** What is planted into a made-up company, one of them a week. */
export const kinds = [
  "person drop",
  "person spike",
  "team drop, spread",
  "team drop, two people",
  "team ratio, one person",
  "mix only",
  "mirrored comments",
  "drift",
  "holiday",
  "outage",
  "small sample",
] as const;

export type Kind = (typeof kinds)[number];

/** One planted story: which team, who of it, and in which weeks (by place in the history). */
export type Story = {
  readonly kind: Kind;
  readonly team: number;
  /** Places in the team of those who make it; all when empty. */
  readonly doers: readonly number[];
  readonly first: number;
  readonly last: number;
};

/** Weeks over which a drift goes down, and what each takes of the level before. */
export const [driftWeeks, driftStep] = [8, 0.92];

export type Plan = {
  readonly teams: number;
  readonly weeks: number;
  /** Place of the first week in which something may be planted. */
  readonly first: number;
  /** Weeks from one story to the next; those between are quiet. */
  readonly step: number;
  readonly kinds?: readonly Kind[];
};

/** Stories one after the other, each in the next team, so that none stands in another's usual range for long. */
export function plot({ teams, weeks, first, step, kinds: wanted = kinds }: Plan): readonly Story[] {
  const stories: Story[] = [];
  let place = 0;
  for (let week = first; week < weeks; ) {
    const kind = wanted[place % wanted.length] ?? "person drop";
    const last = kind === "drift" ? week + driftWeeks - 1 : week;
    if (last >= weeks) break;
    const team = (place * 5 + Math.floor(place / teams)) % teams;
    stories.push({ kind, team, doers: doersOf(kind), first: week, last });
    place += 1;
    week = last + step;
  }
  return stories;
}

function doersOf(kind: Kind): readonly number[] {
  if (kind === "team drop, two people") return [0, 1];
  if (kind === "team ratio, one person" || kind === "person drop" || kind === "person spike") return [0];
  return kind === "small sample" ? [1] : [];
}
