import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { weekOption } from "../../jobs/pull/backfill.ts";
import { digestFiles, writeFiles } from "../../jobs/session/files.ts";
import { readSettings } from "../../jobs/session/settings.ts";
import { lookOf } from "../../jobs/weekly/look.ts";
import { render } from "../../src/mail/render.ts";
import { fileStem } from "../../src/mail/scope.ts";
import { PageEntry, pageFile } from "../../src/page/entry.ts";
import { digest } from "../mail/fixture.ts";
import { temporaryFolder } from "../support/folder.ts";
import { hostileMany } from "../support/hostile-many.ts";

const ids = [
  "../../etc/passwd",
  "/etc/passwd",
  "C:\\Windows\\win.ini",
  "..",
  ".",
  "",
  "a\u0000b",
  "CON",
  "x".repeat(300),
  ...hostileMany,
];

describe("a name from Gong in the name of a file", () => {
  it("leads nowhere, fits every disk, and is no other's", () => {
    const stems = ids.map((id) => fileStem({ week: "2026-W46", scope: { kind: "team", id, name: "" } }));

    for (const stem of stems) {
      expect(stem).toMatch(/^2026-W46-team-[\w-]{0,80}$/);
      const file = pageFile({ week: "2026-W46", scope: { kind: "team", id: stem.slice(14), name: "" } });
      expect(PageEntry.shape.file.safeParse(file).success).toBe(true);
    }
    expect(new Set(stems).size).toBe(new Set(ids).size);
  });

  it("makes files in the folder and nowhere else", async () => {
    const folder = join(temporaryFolder(), "out");
    const rendered = await render(digest);
    const scopes = ids.slice(0, 9).map((id) => ({ ...digest.scope, kind: "team", id }) as const);

    const paths = scopes.flatMap((scope) => writeFiles(folder, digestFiles({ ...digest, scope }, rendered)));

    expect(new Set(readdirSync(folder).map((name) => join(folder, name)))).toEqual(new Set(paths));
    expect(paths).toHaveLength(9 * 4);
    expect(readdirSync(join(folder, ".."))).toEqual(["out"]);
  });
});

describe("a link in the folder of --out", () => {
  it("is not followed", () => {
    const folder = temporaryFolder();
    const [out, mine] = [join(folder, "out"), join(folder, "mine")];
    mkdirSync(out);
    writeFileSync(mine, "mine");
    symlinkSync(mine, join(out, "digest.html"));
    symlinkSync(join(folder, "new"), join(out, "digest.json"));

    for (const name of ["digest.html", "digest.json"])
      expect(() => writeFiles(out, { [name]: "theirs" })).toThrow(
        /digest\.\w+ is a symbolic link, expected a file or none/,
      );

    expect(readFileSync(mine, "utf8")).toBe("mine");
    expect(existsSync(join(folder, "new"))).toBe(false);
    expect(lstatSync(join(out, "digest.html")).isSymbolicLink()).toBe(true);
  });

  it("is no matter where the folder itself is one", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "real"));
    symlinkSync(join(folder, "real"), join(folder, "out"));

    writeFiles(join(folder, "out"), { "digest.html": "ours" });
    writeFiles(join(folder, "out"), { "digest.html": "ours, shorter" });

    expect(readFileSync(join(folder, "real", "digest.html"), "utf8")).toBe("ours, shorter");
  });
});

describe("a week", () => {
  it.each([
    "../2026-W46",
    "/2026-W46",
    "2026-W46/..",
    "2026-W46\u0000",
    "CON",
    "2026-W46".repeat(40),
    ...hostileMany.slice(0, 60),
  ])("is no name of a file: %j", (text) => {
    expect(() => weekOption("--week", text)).toThrow(/^--week: /);
  });
});

describe("the folder of templates", () => {
  it.each([
    ["../../etc", /templates: .*etc is not there|does not/],
    ["nowhere\u0000", /templates: /],
    ["x".repeat(300), /templates: /],
  ])("that is not there is said: %j", (templates, says) => {
    const folder = temporaryFolder();
    const file = join(folder, "config.yaml");
    writeFileSync(file, `templates: ${JSON.stringify(join("none", templates))}\n`);

    expect(() => lookOf(readSettings(file, {}))).toThrow(says);
  });

  it("includes no file of the machine, whatever a template asks for", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "secret.txt"), "canary-in-a-file");
    writeFileSync(
      join(folder, "digest.mjml"),
      `<mjml><mj-body><mj-section><mj-column><mj-text>{{headline}}</mj-text><mj-include path="${join(folder, "secret.txt")}" /><mj-include path="./secret.txt" type="html" /></mj-column></mj-section></mj-body></mjml>`,
    );

    const { html } = await render(digest, { templates: folder }).catch((error: Error) => ({
      html: error.message,
    }));

    expect(html).not.toContain("canary-in-a-file");
  });
});
