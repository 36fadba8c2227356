let reached: ((name: string) => void) | undefined;

/**
 * A place with a name, between two steps of which either may be the last one. Nothing happens here, unless the
 * process was started to be ended at it.
 *
 * @param name stage and moment, as in `week.recorded`; one place a name
 */
export function failpoint(name: string): void {
  reached?.(name);
}

/** From now on `act` hears of every failpoint that is passed; undefined ends that. */
export function onFailpoint(act: ((name: string) => void) | undefined): void {
  reached = act;
}
