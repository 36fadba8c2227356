import { describe, expect, it } from "vitest";
import { mayCall } from "../../src/tools/permission.ts";
import { createToolbox } from "../../src/tools/toolbox.ts";
import { altered } from "./support.ts";

const off = { writes: false, paid: false };
const on = { writes: true, paid: true };

describe("mayCall", () => {
  it.each`
    caller      | config | traits                                 | answer
    ${"model"}  | ${off} | ${{ effect: "read" }}                  | ${null}
    ${"model"}  | ${off} | ${{ effect: "write" }}                 | ${"tools.writes: on"}
    ${"model"}  | ${on}  | ${{ effect: "write" }}                 | ${null}
    ${"model"}  | ${on}  | ${{ effect: "write", upload: {} }}     | ${"sends a file of this machine"}
    ${"model"}  | ${on}  | ${{ effect: "destructive" }}           | ${"not open to models"}
    ${"model"}  | ${off} | ${{ effect: "read", cost: "credits" }} | ${"tools.paid: on"}
    ${"model"}  | ${on}  | ${{ effect: "read", cost: "credits" }} | ${null}
    ${"person"} | ${off} | ${{ effect: "read", cost: "credits" }} | ${"tools.paid: on"}
    ${"person"} | ${off} | ${{ effect: "write" }}                 | ${null}
    ${"person"} | ${off} | ${{ effect: "destructive" }}           | ${null}
  `("answers a $caller with $config about $traits: $answer", ({ caller, config, traits, answer }) => {
    const reason = mayCall(altered(traits), { caller, ...config });

    if (answer === null) expect(reason).toBeNull();
    else expect(reason).toContain(answer);
  });
});

describe("one call of an action", () => {
  it("that deletes what an upload may delete is closed as an erasure is", () => {
    const upload = altered({ effect: "write" });
    const deletes = { file: { path: "a.ldjson", deletes: true } } as never;

    expect(mayCall(upload, { caller: "model", ...on })).toBeNull();
    expect(mayCall(upload, { caller: "model", ...on }, deletes)).toContain("takes data away for good");
  });
});

describe("a toolbox", () => {
  const erase = altered({ name: "privacy.erase", slug: "GONG_ERASE", effect: "destructive" });
  const toolbox = createToolbox({ actions: [erase], config: { caller: "model", ...on } });

  it("neither lists nor finds nor calls what is closed", () => {
    expect(toolbox.open).toEqual([]);
    expect(toolbox.search("erase privacy")).toEqual([]);
    expect(() => toolbox.find("privacy_erase")).toThrow("not open to models");
    expect(() => toolbox.find("GONG_ERASE")).toThrow("not open to models");
  });
});
