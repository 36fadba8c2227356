import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { interactionStats } from "../../src/gong/stats.ts";
import { gongErrorOf, gongWith } from "../support/gong-client.ts";
import { weekFilter } from "../support/gong-payloads.ts";
import { type Answer, hangUp, json, refusal, silence, text } from "../support/gong-server.ts";

const basic = Buffer.from("KEY-CANARY:SECRET-CANARY").toString("base64");
const leak = `KEY-CANARY SECRET-CANARY ${basic}`;
const headers = {
  "x-traceid": leak,
  "content-type": leak,
  location: `https://secret-canary.example/${basic}`,
};
const faults: Readonly<Record<string, Answer>> = {
  "a refused key": refusal(401, leak),
  "a missing scope": refusal(401, `You don't have permission to use '${basic}' in your app.`),
  "a refused address": refusal(403, leak),
  "a refused request": refusal(400, leak),
  "a list without results": refusal(404, leak),
  "a limit": refusal(429, leak, { "retry-after": "9999" }),
  "a fault of Gong": refusal(500, leak),
  "a redirect": text(302, leak, headers),
  "no JSON": text(200, leak, headers),
  "a key of the answer": json(200, {
    peopleInteractionStats: [{ userId: leak, personInteractionStats: leak }],
  }),
  "a reference": json(200, { requestId: leak }),
  "a broken connection": hangUp,
  "no answer": silence,
};

describe("key and secret", () => {
  it.each(Object.entries(faults))(
    "are in nothing that is said of %s, even if Gong repeats them",
    async (_, fault) => {
      const { gong, lines } = await gongWith([fault, fault], { retries: 1, timeoutSeconds: 0.1 });

      const error = await gongErrorOf(gong.call(interactionStats, { body: { filter: weekFilter } }));

      const said = [
        inspect(error, { depth: null, showHidden: true }),
        JSON.stringify(error),
        error.stack,
        ...lines,
      ];
      for (const secret of ["KEY-CANARY", "SECRET-CANARY", basic])
        expect(said.join("\n")).not.toContain(secret);
    },
  );

  it("are not in the client, either", async () => {
    const { gong } = await gongWith([]);

    expect(inspect(gong, { depth: null, showHidden: true })).not.toContain("CANARY");
  });
});
