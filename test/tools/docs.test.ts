import { describe, expect, it } from "vitest";
import { actionsPage } from "../../src/tools/docs.ts";

describe("ACTIONS.md", () => {
  it("says what the actions say; npm run docs:actions writes it", async () => {
    await expect(actionsPage()).toMatchFileSnapshot("../../ACTIONS.md");
  });
});
