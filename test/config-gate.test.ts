import { describe, expect, it } from "vitest";
import { parseConfig } from "../src/config-file.ts";

const refusal = (text: string): string => {
  try {
    parseConfig(text, "config.yaml");
    return "accepted";
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message.slice(0, 200)}` : "?";
  }
};

describe("a hostile config.yaml", () => {
  it.each`
    what                          | text                                                                              | fault
    ${"2,000 brackets"}           | ${"[".repeat(2000)}                                                               | ${"nested too deep"}
    ${"100,000 brackets"}         | ${`usual: ${"[".repeat(100_000)}${"]".repeat(100_000)}`}                          | ${"nested too deep"}
    ${"braces with keys"}         | ${"{a: ".repeat(3000)}                                                            | ${"nested too deep"}
    ${"brackets over many lines"} | ${"[\n".repeat(3000)}                                                             | ${"config.yaml:41: nested too deep"}
    ${"dashes in a row"}          | ${"- ".repeat(3000)}                                                              | ${"nested too deep"}
    ${"question marks in a row"}  | ${"? ".repeat(3000)}                                                              | ${"nested too deep"}
    ${"steps of indentation"}     | ${Array.from({ length: 900 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")} | ${"nested too deep"}
    ${"more than 1 MB"}           | ${`# ${"x".repeat(1024 * 1024)}\n`}                                               | ${"has 1048579 bytes, expected at most 1048576"}
    ${"a bomb of aliases"}        | ${bomb()}                                                                         | ${"config.yaml: Excessive alias count"}
    ${"a key twice"}              | ${"usual: { weeks: 8 }\nusual: { weeks: 9 }"}                                     | ${"config.yaml:2: Map keys must be unique"}
    ${"__proto__"}                | ${"__proto__: { polluted: true }"}                                                | ${"no such setting"}
    ${"__proto__ further down"}   | ${"usual: { __proto__: { weeks: 8 } }"}                                           | ${"no such setting"}
    ${"constructor"}              | ${"constructor: { prototype: { polluted: true } }"}                               | ${"no such setting"}
    ${"a tag of another program"} | ${"usual: !!js/function 'x'"}                                                     | ${"expected object"}
  `("with $what is refused in one sentence", ({ text, fault }) => {
    expect(refusal(text)).toMatch(/^ConfigError: /);
    expect(refusal(text)).toContain(fault);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("may have lists, brackets in texts and anchors", () => {
    const text = `brand: { footer: "${"[".repeat(30)}" }\nusual: &usual { weeks: 8 }\n`;
    expect(parseConfig(text, "config.yaml").usual.weeks).toBe(8);
  });
});

function bomb(): string {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let at = 1; at < 12; at += 1)
    lines.push(
      `a${at}: &a${at} [${Array(10)
        .fill(`*a${at - 1}`)
        .join(", ")}]`,
    );
  return lines.join("\n");
}
