import { describe, expect, it } from "vitest";
import { everyCommand, helpOf, nameOf } from "../support/command-line.ts";

const commands = everyCommand().map((command) => ({ command, name: nameOf(command), help: helpOf(command) }));

describe.each(commands)("the help of: gong-digest $name", ({ command, name, help }) => {
  it("fits a terminal of 80 columns", () => {
    expect(help.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("has an example of it", () => {
    expect(help).toContain(`\nExample: gong-digest ${name}`.trimEnd());
  });

  it("says which options cannot be left out, and no default that is none", () => {
    const lines = help
      .split("\n\n")
      .join("\n")
      .replace(/\n {6,}/g, " ");
    for (const { long, mandatory } of command.options) {
      const line = lines.split("\n").find((each) => each.includes(`${long} `)) ?? "";
      expect([long, line.includes("(required)")]).toEqual([long, mandatory]);
    }
    expect(help).not.toContain("(default: [])");
  });

  it("shows its own options, and of those above it the program's alone", () => {
    const [, above = ""] = help.split("\nGlobal Options:\n");
    const shown = [...above.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option);

    expect(shown).toEqual(name === "" ? [] : ["--version", "--config"]);
  });
});
