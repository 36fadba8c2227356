import { describe, expect, it } from "vitest";
import type { Action, InputOf } from "../../src/gong/action.ts";
import { uploadCrmEntities } from "../../src/gong/crm.ts";
import { eraseByEmail } from "../../src/gong/data-privacy.ts";
import { updateMeeting } from "../../src/gong/meetings.ts";
import { updateTask } from "../../src/gong/tasks.ts";
import { listUsers } from "../../src/gong/users.ts";
import type { Attempt, AuditLog } from "../../src/limits/audit-log.ts";
import { audited } from "../../src/limits/audited.ts";
import { gongWith } from "../support/gong-client.ts";

const caller = { user: "maria", persona: null, client: "cli" };

/** What a log is told of a call to a Gong that does not answer. */
async function attemptOf(action: Action, input: object): Promise<Attempt | undefined> {
  const attempts: Attempt[] = [];
  const log: AuditLog = {
    begin(attempt) {
      attempts.push(attempt);
      return { sequence: attempts.length, end: () => {} };
    },
  };
  const { gong } = await gongWith([]);
  await audited(gong, log, { caller })
    .call(action, input as InputOf<Action>)
    .catch(() => {});
  return attempts[0];
}

describe("a call that is written down", () => {
  it.each`
    action               | input                                             | isIrreversible
    ${listUsers}         | ${{}}                                             | ${false}
    ${updateTask}        | ${{ path: { taskId: "1" } }}                      | ${false}
    ${updateMeeting}     | ${{}}                                             | ${true}
    ${eraseByEmail}      | ${{ query: { emailAddress: "ana@example.com" } }} | ${true}
    ${uploadCrmEntities} | ${{ file: { path: "x.ldjson" } }}                 | ${false}
    ${uploadCrmEntities} | ${{ file: { path: "x.ldjson", deletes: true } }}  | ${true}
  `("says of $action.name with $input whether anything puts it back: $isIrreversible", async (row) => {
    expect(await attemptOf(row.action, row.input)).toMatchObject({ isIrreversible: row.isIrreversible });
  });
});
