import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let isHeld = false;

/**
 * Keeps V8 from taking memory for speed, for the rest of the process. Left alone, it grows its space for short-lived
 * objects to 32 MB, and collects the others only once there is as much again as is in use. It looks at both settings
 * whenever it is about to grow, so that they can be set while it runs; the first line of a script cannot carry them.
 * To be called before anything large is loaded.
 */
export function holdMemory(): void {
  isHeld = true;
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=10");
  setFlagsFromString("--expose-gc");
}

/** To be called when a thread has ended: V8 sets the growth back for the whole process when it begins one. */
export function holdMemoryAgain(): void {
  if (isHeld) holdMemory();
}

let collect: (() => void) | undefined;

/**
 * Gives back what is not in use any more, between two large pieces of work: judging leaves 50 MB of numbers, which lie
 * outside V8's heap and which it is in no hurry to look for. Nothing where memory is not held; a tenth of a second
 * where it is.
 */
export function giveBackMemory(): void {
  if (!isHeld) return;
  collect ??= runInNewContext("gc") as () => void;
  collect();
}
