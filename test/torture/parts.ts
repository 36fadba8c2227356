import { calendar } from "./calendar.ts";
import { gongFaults } from "./gong-faults.ts";
import { killPoints } from "./kill-points.ts";
import { killRandom, stopRandom } from "./kill-random.ts";
import { killSyscalls } from "./kill-syscalls.ts";
import { lostLease } from "./lost-lease.ts";
import { mailFaults } from "./mail-faults.ts";
import { manyAtOnce } from "./many-at-once.ts";
import type { Part } from "./part.ts";
import { powerLoss } from "./power/power-loss.ts";

export const parts: readonly Part[] = [
  killPoints,
  killRandom,
  killSyscalls,
  stopRandom,
  mailFaults,
  manyAtOnce,
  lostLease,
  powerLoss,
  gongFaults,
  calendar,
];
