import { MailError } from "../../src/mail/mail-error.ts";
import type { Delivery, Mailer } from "../../src/mail/send.ts";
import type { Chance } from "./chance.ts";
import type { Process } from "./process.ts";

/** How the mail server is at the moment. */
export type MailWeather = "fine" | "flaky" | "down" | "greylisting" | "losing answers";

/** A mail that the server took, whatever the program was told. */
export type Accepted = {
  readonly messageId: string;
  readonly to: string;
  readonly raw: Buffer;
  readonly atMs: number;
  /** Which run it came from. */
  readonly process: Process;
};

/** What a mail server may do with a mail; each is one way to end a dialogue. */
type Plan =
  | "sent"
  | "refused at rcpt"
  | "refused after data"
  | "deferred at connect"
  | "deferred at rcpt"
  | "deferred after data"
  | "accepted, answer lost"
  | "lost in data";

const plans: Readonly<Record<MailWeather, readonly (readonly [number, Plan])[]>> = {
  fine: [[1, "sent"]],
  flaky: [
    [6, "sent"],
    [1, "refused at rcpt"],
    [1, "refused after data"],
    [1, "deferred at connect"],
    [1, "deferred at rcpt"],
    [1, "deferred after data"],
    [1, "accepted, answer lost"],
    [1, "lost in data"],
  ],
  down: [[1, "deferred at connect"]],
  greylisting: [
    [3, "deferred at rcpt"],
    [1, "sent"],
  ],
  "losing answers": [
    [1, "accepted, answer lost"],
    [1, "lost in data"],
    [2, "sent"],
  ],
};

export type MailWorld = {
  readonly chance: Chance;
  readonly weather: () => MailWeather;
  readonly nowMs: () => number;
  readonly passTime: (ms: number) => void;
  /** What the server took, in order. */
  readonly accepted: Accepted[];
  /** Called when a mail is about to be handed over. */
  readonly noteAddressed: (to: string) => void;
  /** Called when the server asks for a mail and the program lets it have it. */
  readonly noteAsked: (to: string) => void;
};

/** A mailer whose server is simulated: what it may report is what the real one may. */
export function simulatedMailer(world: MailWorld, process: Process): Mailer {
  let isClosed = false;
  const send: Mailer["send"] = async ({ envelope, raw }, onDataStart) => {
    if (isClosed) throw new MailError("unavailable", "the mailer was closed");
    const plan = world.chance.weighted(plans[world.weather()]);
    const closed: Delivery = { state: "deferred", reason: "aborted" };
    world.noteAddressed(envelope.to);
    await process.pause("smtp.connect");
    world.passTime(world.chance.whole(20, 400));
    if (isClosed) return closed;
    if (plan === "deferred at connect") return { state: "deferred", reason: "421 try later" };
    await process.pause("smtp.rcpt");
    if (isClosed) return closed;
    if (plan === "refused at rcpt") return { state: "refused", code: 550, response: "550 nobody here" };
    if (plan === "deferred at rcpt") return { state: "deferred", reason: "451 greylisted" };

    // The server says 354. When the mark cannot be made, not a byte leaves.
    onDataStart();
    world.noteAsked(envelope.to);
    process.pass("smtp.data");
    world.passTime(world.chance.whole(20, 2000));
    if (plan === "lost in data") return { state: "unknown", reason: "connection lost" };
    if (plan === "refused after data") return { state: "refused", code: 554, response: "554 no" };
    if (plan === "deferred after data") return { state: "deferred", reason: "452 disk full" };
    const messageId = /^Message-ID: (\S+)/im.exec(raw.toString())?.[1] ?? "";
    world.accepted.push({ messageId, to: envelope.to, raw, atMs: world.nowMs(), process });
    process.pass("smtp.accepted");
    if (plan === "accepted, answer lost") return { state: "unknown", reason: "connection lost" };
    return { state: "sent", response: "250 taken" };
  };
  return {
    verify: async () => {},
    send,
    close: () => {
      isClosed = true;
    },
  };
}
