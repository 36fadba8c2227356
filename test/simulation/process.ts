/** The simulated process is no more. Nothing that runs on after it reaches the world any more. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/** What is to befall a process, each after so many events. */
export type Fate = {
  readonly crashAfter?: number;
  /** Only these events are counted towards its death; all of them when left out. */
  readonly crashAmong?: RegExp;
  readonly stopAfter?: number;
  /** Something else at work on the same files, while this process waits for Gong or the mail server. */
  readonly meanwhile?: {
    readonly after: number;
    readonly during: "gong" | "smtp";
    readonly act: () => Promise<void>;
  };
};

/** A run of the program. Its events are failpoints and whatever it asks of the world. */
export type Process = {
  readonly signal: AbortSignal;
  readonly isDead: () => boolean;
  readonly isStopped: () => boolean;
  /** Name of the last event. */
  readonly lastEvent: () => string;
  /** @throws {Crash} when the process ends here, or has ended */
  pass(event: string): void;
  /** The same where the process waits for an answer. */
  pause(event: string): Promise<void>;
};

/** @param onDeath keeps the files as they are at that instant */
export function processOf(fate: Fate, onDeath: (event: string) => void): Process {
  const stop = new AbortController();
  let [isDead, last, events, counted, waits] = [false, "", 0, 0, 0];
  const pass = (event: string): void => {
    if (isDead) throw new Crash(last);
    last = event;
    events += 1;
    counted += (fate.crashAmong?.test(event) ?? true) ? 1 : 0;
    if (counted === fate.crashAfter) {
      isDead = true;
      onDeath(event);
      throw new Crash(event);
    }
    if (events === fate.stopAfter) stop.abort();
  };
  return {
    signal: stop.signal,
    isDead: () => isDead,
    isStopped: () => stop.signal.aborted,
    lastEvent: () => last,
    pass,
    async pause(event) {
      pass(event);
      if (!event.startsWith(fate.meanwhile?.during ?? "none")) return;
      waits += 1;
      if (waits === fate.meanwhile?.after) await fate.meanwhile.act();
    },
  };
}
