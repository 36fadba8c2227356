import { readFileSync, writeFileSync } from "node:fs";
import { ConfigError } from "../../src/config.ts";
import { approve, findApproval, listApprovals } from "../../src/history/approvals.ts";
import type { Database } from "../../src/history/database.ts";
import { approvalMs } from "../../src/limits/approval.ts";
import { LimitError } from "../../src/limits/error.ts";
import {
  ApprovalRequest,
  isHonest,
  isSignedBy,
  ownerPrivateKey,
  ownerPublicKey,
  SignedApproval,
  signApproval,
} from "../../src/limits/signed-approval.ts";
import { erasureOffer, isErasure } from "../../src/tools/erasure.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { type Ask, terminalAsk } from "../tools/confirm.ts";
import { lookAtApproval, retype } from "./approve-text.ts";
import { limitClock } from "./persona-guard.ts";

export type ApproveOptions = {
  readonly list?: boolean;
  readonly all?: boolean;
  readonly json?: boolean;
  readonly sign?: string;
  readonly out?: string;
  readonly file?: string;
};

/** Lists, gives, signs or takes an approval, as the options say. */
export async function approveCall(
  session: Session,
  id: string | undefined,
  options: ApproveOptions,
  ask: Ask | undefined = terminalAsk(),
): Promise<ExitCode> {
  if (options.list) return listed(session, await session.limits(), options);
  if (options.file !== undefined) return taken(session, await session.limits(), options.file);
  if (id === undefined) {
    throw new ConfigError("approve: which call? gong-digest approve --list has those that wait");
  }
  const request = await requestOf(session, id);
  if (options.sign !== undefined) return signed(session, request, options.sign, options.out, ask);
  if (options.out !== undefined) {
    written(options.out, request);
    session.log.info(
      `${options.out} has the request; sign it where the owner's key is, before ${request.until}`,
    );
    return exitCode.done;
  }
  return atTerminal(session, request, ask);
}

async function atTerminal(
  session: Session,
  request: ApprovalRequest,
  ask: Ask | undefined,
): Promise<ExitCode> {
  if (session.settings.config.approvals.ownerKey !== undefined) {
    throw new LimitError(
      "approval",
      `approvals.ownerKey is set, so only what is signed counts: gong-digest approve ${request.id} --out request.json here, ` +
        "approve request.json --sign owner.key --out approval.json where the key is, approve --file approval.json here",
    );
  }
  await retype(session, request, ask);
  const now = limitClock();
  const database = await session.limits();
  if (!approve(database, request, { by: "terminal", approvedAt: now, now })) throw gone(request.id);
  session.log.info(`Approved: the same call goes through once within ten minutes`);
  offerErasure(session, request.action);
  return exitCode.done;
}

async function signed(
  session: Session,
  request: ApprovalRequest,
  keyFile: string,
  out: string | undefined,
  ask: Ask | undefined,
): Promise<ExitCode> {
  const key = privateKeyIn(keyFile);
  if (!isHonest(request)) {
    throw new LimitError(
      "approval",
      `${request.id}: what it shows is not what it asks for; nothing was signed`,
    );
  }
  await retype(session, request, ask);
  const approval = signApproval(request, key, limitClock());
  if (out === undefined) session.print(`${JSON.stringify(approval)}\n`);
  else written(out, approval);
  session.log.info("Signed: take it back with gong-digest approve --file within ten minutes");
  return exitCode.done;
}

function taken(session: Session, database: Database, file: string): ExitCode {
  const { ownerKey } = session.settings.config.approvals;
  if (ownerKey === undefined) {
    throw new ConfigError("approve --file: approvals.ownerKey is not set, so no signature can be checked");
  }
  const approval = parsed((value) => SignedApproval.parse(value), file);
  if (!isSignedBy(approval, ownerPublicKey(ownerKey))) {
    throw new LimitError("approval", `${file}: the signature is not the owner's; nothing was approved`);
  }
  const now = limitClock();
  const approvedAt = new Date(approval.approvedAt);
  const ageMs = now.getTime() - approvedAt.getTime();
  if (ageMs < -clockToleranceMs || ageMs >= approvalMs) {
    throw new LimitError(
      "approval",
      `${file}: signed at ${approval.approvedAt}, and it is ${now.toISOString()}; expected less than ten minutes. Nothing was approved`,
    );
  }
  if (!approve(database, approval, { by: "signed", approvedAt, now })) throw gone(approval.id);
  session.log.info(`Approved: the same call goes through once within ten minutes of when it was signed`);
  offerErasure(session, findApproval(database, approval.id, now)?.action ?? "");
  return exitCode.done;
}

/** Whoever lets an agent erase somebody in Gong is at a terminal of the machine where the history is. */
function offerErasure({ log }: Session, action: string): void {
  if (isErasure({ name: action })) log.warn(erasureOffer);
}

/** Two machines are never quite of one time. */
const clockToleranceMs = 60_000;

/** The request behind an id of this history, or in a file that was written where it is. */
async function requestOf(session: Session, id: string): Promise<ApprovalRequest> {
  if (/[./\\]/.test(id)) return parsed((value) => ApprovalRequest.parse(value), id);
  const found = findApproval(await session.limits(), id, limitClock());
  if (!found)
    throw new LimitError(
      "approval",
      `${JSON.stringify(id)} is no call that asked; gong-digest approve --list has those that wait`,
    );
  const { hash, action, persona, baseUrl, why, arguments: text, state, until, changedAt } = found;
  if (state !== "asked" || text === null) {
    throw new LimitError(
      "approval",
      `${found.id} is ${state} since ${changedAt}; make the call again to ask anew`,
    );
  }
  return { id: found.id, hash, action, persona, baseUrl, why, arguments: text, until };
}

function listed(session: Session, database: Database, { all, json }: ApproveOptions): ExitCode {
  const approvals = listApprovals(database, limitClock(), all === true);
  if (json) session.print(`${JSON.stringify(approvals, null, 2)}\n`);
  else for (const approval of approvals) session.print(`${lookAtApproval(approval)}\n`);
  if (approvals.length === 0) session.log.info("No call waits for an approval");
  return exitCode.done;
}

const gone = (id: string): LimitError =>
  new LimitError(
    "approval",
    `${id} does not wait for this any more: used, expired or never asked; nothing was approved`,
  );

function parsed<T>(parse: (value: unknown) => T, file: string): T {
  try {
    return parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const { code = "not what approve writes" } = error as NodeJS.ErrnoException;
    throw new ConfigError(
      `${file} cannot be read (${code}); expected a file that gong-digest approve --out wrote`,
    );
  }
}

/** The text of the key stands in no message. */
function privateKeyIn(file: string) {
  try {
    return ownerPrivateKey(readFileSync(file, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(
      `--sign: ${file} is no ed25519 private key (${code ?? "unreadable"}), expected what openssl genpkey -algorithm ed25519 writes`,
    );
  }
}

function written(file: string, value: unknown): void {
  try {
    writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  } catch (error) {
    throw new ConfigError(`--out: ${file} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}
