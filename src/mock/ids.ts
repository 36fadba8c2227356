/** Kinds of things that have an id. */
export const idKind = {
  person: 1,
  call: 2,
  card: 3,
  scorecard: 4,
  question: 5,
  revision: 6,
  workspace: 7,
  addedCall: 8,
  flow: 9,
  flowFolder: 10,
  flowStep: 11,
  flowInstance: 12,
  bulkAssignment: 13,
  task: 14,
  meeting: 15,
  profile: 16,
  tracker: 17,
  libraryFolder: 18,
  brief: 19,
  integration: 20,
  email: 21,
  audit: 22,
  priority: 23,
} as const;

export type IdKind = (typeof idKind)[keyof typeof idKind];

const least = 10n ** 18n;
const bits = 62n;
const multiplier = 0x1b873593cc9e2d51n;
const inverse = inverseOf(multiplier);

/**
 * A 19-digit id, always beyond 2^53 as in Gong, that looks arbitrary and can be read back.
 *
 * @param value whole, below 2^40
 */
export function idOf(seed: number, kind: IdKind, value: number): bigint {
  const packed = (BigInt(kind) << 56n) | (BigInt(seed & 0xffff) << 40n) | BigInt(value);
  return least + BigInt.asUintN(Number(bits), packed * multiplier);
}

/** The company's only workspace. */
export const workspaceIdOf = (seed: number): string => String(idOf(seed, idKind.workspace, 1));

/** The value behind an id; `undefined` for an id of another kind, another seed or none at all. */
export function readId(seed: number, kind: IdKind, id: string): number | undefined {
  if (!/^\d{19}$/.test(id)) return undefined;
  const packed = BigInt.asUintN(Number(bits), (BigInt(id) - least) * inverse);
  if (packed >> 40n !== ((BigInt(kind) << 16n) | BigInt(seed & 0xffff))) return undefined;
  return Number(packed & 0xff_ffff_ffffn);
}

/** A call's id packs who (14 bits), which week (14 bits) and which of that week (12 bits). */
export function callIdOf(seed: number, person: number, week: number, place: number): bigint {
  return idOf(seed, idKind.call, person * 2 ** 26 + week * 2 ** 12 + place);
}

/** Reads a call's id back; `undefined` when it is no call of this company. */
export function readCallId(
  seed: number,
  id: string,
): { readonly person: number; readonly week: number; readonly place: number } | undefined {
  const value = readId(seed, idKind.call, id);
  if (value === undefined) return undefined;
  return {
    person: Math.floor(value / 2 ** 26),
    week: Math.floor(value / 2 ** 12) % 2 ** 14,
    place: value % 2 ** 12,
  };
}

/** Newton's iteration doubles the correct bits of an odd number's inverse modulo a power of two. */
function inverseOf(odd: bigint): bigint {
  let guess = odd;
  for (let round = 0; round < 6; round++) guess = BigInt.asUintN(Number(bits), guess * (2n - odd * guess));
  return guess;
}
