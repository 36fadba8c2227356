import { ConfigError } from "../../src/config.ts";
import { claimsOf } from "../../src/history/claims.ts";
import { takeLease } from "../../src/history/lease.ts";
import {
  type ListedMessage,
  listMessages,
  resolveMessage,
  type SendState,
  sendStates,
  settleIfFinal,
} from "../../src/history/outbox.ts";
import { cleanText } from "../../src/text.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";

/** A list that is longer than this is no list. */
const mostListed = 10_000;

const unsent: readonly SendState[] = ["pending", "intent", "data", "failed", "unknown", "expired"];

/** Prints the messages that are not sent, or all of them, newest week first. */
export async function listOutbox(
  session: Session,
  options: { readonly all?: boolean; readonly json?: boolean },
): Promise<ExitCode> {
  const messages = listMessages(await session.history(), options.all ? sendStates : unsent, mostListed);
  if (options.json) {
    session.print(`${JSON.stringify({ schemaVersion: 1, messages }, null, 2)}\n`);
    return exitCode.done;
  }
  for (const { id, state, week, revision, recipient, reply } of messages) {
    const what = revision === 1 ? week : `${week} correction`;
    session.print([id, state, what, recipient, cleanText(reply ?? "", 200)].join("\t").concat("\n"));
  }
  if (messages.length === 0) {
    const hasAny = listMessages(await session.history(), sendStates, 1).length > 0;
    session.log.info(hasAny ? "Every mail is sent" : "No mail has been made yet; gong-digest run makes them");
  }
  return exitCode.done;
}

export type Resolution = { readonly as: "sent" | "resend" | "failed"; readonly all?: boolean };

/** What each resolution may be said of. */
const resolvable: Readonly<Record<Resolution["as"], readonly SendState[]>> = {
  sent: ["unknown", "pending", "failed", "expired"],
  resend: ["unknown", "failed", "expired"],
  failed: ["unknown", "pending"],
};

/**
 * Settles messages by the operator's word. All or none: a number that cannot be settled so leaves the others as they
 * were.
 *
 * @throws {ConfigError} for a number that is none of these, {HistoryError} `busy` while a run is at work
 */
export async function resolveOutbox(
  session: Session,
  numbers: readonly number[],
  { as, all = false }: Resolution,
): Promise<ExitCode> {
  if (all === numbers.length > 0) {
    throw new ConfigError("outbox resolve: expected numbers of gong-digest outbox list, or --all");
  }
  const database = await session.history();
  const at = session.now().toUTC().toISO() ?? "";
  const lease = takeLease(database, session.settings.historyPath, at);
  try {
    claimsOf(database, lease, null).recover("unknown", at);
    const messages = all
      ? listMessages(database, ["unknown"], mostListed)
      : chosen(listMessages(database, sendStates, mostListed), numbers, as);
    const to = as === "resend" ? "pending" : as;
    for (const { id, week, revision } of messages) {
      const reply = as === "resend" ? "to be sent again, says the operator" : `${as}, says the operator`;
      resolveMessage(database, id, { from: resolvable[as], to, reply, at });
      if (revision === 1 && as !== "resend") settleIfFinal(database, week, at);
    }
    const next = as === "resend" && messages.length > 0 ? "; the next gong-digest run sends" : "";
    session.log.info(`${messages.length} settled as ${as}${next}`, { messages: messages.length, as });
    return exitCode.done;
  } finally {
    lease.release();
  }
}

function chosen(
  messages: readonly ListedMessage[],
  numbers: readonly number[],
  as: Resolution["as"],
): readonly ListedMessage[] {
  return numbers.map((number) => {
    const message = messages.find(({ id }) => id === number);
    if (message === undefined) {
      throw new ConfigError(
        `outbox resolve: there is no mail ${number}; gong-digest outbox list --all shows them`,
      );
    }
    if (resolvable[as].includes(message.state)) return message;
    throw new ConfigError(
      `outbox resolve: mail ${number} is ${message.state}; expected ${resolvable[as].join(" or ")} for --as ${as}`,
    );
  });
}
