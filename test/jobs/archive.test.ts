import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { entriesIn } from "../../jobs/report/archive.ts";
import { pageFile } from "../../src/page/entry.ts";
import { pageOf } from "../../src/page/page.ts";
import { digest } from "../mail/fixture.ts";
import { detailOf } from "../page/fixture.ts";

describe("the pages of a folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gong-digest-"));
    for (const week of ["2026-W45", "2026-W46"]) {
      const own = { ...digest, week };
      writeFileSync(join(folder, pageFile(own)), pageOf(own, detailOf(own, 1)));
    }
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([null, "{ broken", '{"pages":[{"file":"../x.page.html"}]}'])(
    "are all found with index.json as %j",
    (list) => {
      if (list !== null) writeFileSync(join(folder, "index.json"), list);

      expect(entriesIn(folder).map(({ week, headline }) => [week, headline])).toEqual([
        ["2026-W45", digest.headline],
        ["2026-W46", digest.headline],
      ]);
    },
  );

  it("no longer hold one whose file is gone", () => {
    rmSync(join(folder, pageFile({ ...digest, week: "2026-W45" })));

    expect(entriesIn(folder).map(({ week }) => week)).toEqual(["2026-W46"]);
    expect(readFileSync(join(folder, pageFile(digest)), "utf8")).toContain(digest.headline);
  });
});
