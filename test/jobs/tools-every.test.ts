import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished, vi } from "vitest";
import { callTool } from "../../jobs/tools/call.ts";
import type { Action, FileInput } from "../../src/gong/action.ts";
import { actions } from "../../src/gong/actions.ts";
import type { Gong } from "../../src/gong/client.ts";
import type { FlatInput } from "../../src/tools/input.ts";
import { inputSchemaOf } from "../../src/tools/input-schema.ts";
import { targetOf } from "../../src/tools/target.ts";
import { callEveryAction } from "../gong/every-action.ts";
import { type Line, startLine } from "../support/line.ts";

vi.setConfig({ testTimeout: 60_000 });

type Parts = {
  readonly path?: object;
  readonly query?: object;
  readonly body?: object;
  readonly file?: FileInput;
};

it("tools call works for every action, writes and uploads included", async () => {
  const line = await startLine();
  onTestFinished(() => line.close());

  const names = await callEveryAction(overCommandLine(line), line.gong);

  expect(names.toSorted()).toEqual(actions.map(({ name }) => name).toSorted());
});

/** A client that calls as a person does: fields in one flat object, a file by its path, what is asked confirmed. */
function overCommandLine(line: Line): Gong {
  const call = async (action: Action, input: Parts): Promise<unknown> => {
    const session = line.session({ config: { tools: { paid: "on" } } });
    const flat = await flatOf(action, input);
    const options = {
      input: JSON.stringify(flat),
      yes: true,
    };
    const code = await callTool(
      session,
      action.name,
      [],
      options,
      async () => targetOf(action, flat)?.text ?? action.name,
    );
    expect([action.name, code, ...session.said.filter((said) => code !== 0 && said)]).toEqual([
      action.name,
      0,
    ]);
    return JSON.parse(session.printed.join(""));
  };
  return { call, requests: 0 } as unknown as Gong;
}

async function flatOf(action: Action, { path, query, body, file }: Parts): Promise<FlatInput> {
  const isWhole = inputSchemaOf(action).placeOf.get("body") === "whole body";
  const flat = { ...path, ...query, ...(isWhole ? { body } : body) };
  return file?.stream ? { ...flat, file: { path: await written(file.name, file.stream) } } : flat;
}

async function written(name: string, stream: NonNullable<FileInput["stream"]>): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), "gong-digest-")), name);
  writeFileSync(path, await text(stream));
  return path;
}
