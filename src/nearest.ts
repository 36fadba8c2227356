/**
 * The candidates that somebody who typed `wanted` most likely meant, nearest first. Those with the typed text
 * inside come first, then those a few letters away; of two that are far apart, the nearer alone.
 *
 * @example
 * nearest("calls.lst", ["users.list", "calls.list"]); // => ["calls.list"]
 */
export function nearest(wanted: string, candidates: Iterable<string>, count = 3): readonly string[] {
  const target = plain(wanted);
  const scored = [...new Set(candidates)].map((candidate) => {
    const own = plain(candidate);
    const isInside = target.length >= 3 && own.includes(target);
    return { candidate, steps: isInside ? 0 : distance(target, own), length: own.length };
  });
  const fewest = Math.min(...scored.map(({ steps }) => steps));
  return scored
    .filter(({ steps, length }) => steps <= Math.max(2, Math.floor(Math.max(length, target.length) / 3)))
    .filter(({ steps }) => steps < 2 * Math.max(1, fewest))
    .toSorted((a, b) => a.steps - b.steps || a.length - b.length)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** "Did you mean …?" with a space before it, or nothing. */
export function didYouMean(wanted: string, candidates: Iterable<string>): string {
  const names = nearest(wanted, candidates);
  return names.length === 0 ? "" : ` Did you mean ${names.join(" or ")}?`;
}

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Letters to add, drop or change to get from one text to the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (const [column, other] of [...to].entries()) {
      const change = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
