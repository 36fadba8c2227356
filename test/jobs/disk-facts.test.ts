import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { diskFacts, networkDisk } from "../../jobs/doctor/disk.ts";
import { debugRefusal, nodeRefusal } from "../../jobs/session/node-version.ts";
import { temporaryFolder } from "../support/folder.ts";

describe("networkDisk", () => {
  it.each`
    type              | name
    ${0x6969}         | ${"NFS"}
    ${0xff534d42}     | ${"CIFS"}
    ${0xff534d42 | 0} | ${"CIFS"}
    ${0xfe534d42}     | ${"SMB"}
    ${0x01021997}     | ${"9p"}
    ${0x00c36400}     | ${"Ceph"}
    ${0xef53}         | ${null}
    ${0x01021994}     | ${null}
    ${0x9123683e}     | ${null}
    ${0x794c7630}     | ${null}
  `("$type is $name: ext4, tmpfs, btrfs and overlay are this machine's", ({ type, name }) => {
    expect(networkDisk(type)).toBe(name);
  });
});

describe("diskFacts", () => {
  it("says what is free where the folder will be", () => {
    const { text } = diskFacts(join(temporaryFolder(), "not", "yet", "history.db"));

    expect(text).toMatch(/^\d+ MB free in \/.*gong-test-\w+$/);
  });

  it.skipIf(process.getuid?.() !== 0)(
    "warns of little space and refuses less (needs root, to mount a disk)",
    () => {
      const folderOf = (size: string): string => {
        const folder = temporaryFolder();
        execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
        onTestFinished(() => void execFileSync("umount", ["-l", folder]));
        return folder;
      };

      expect(diskFacts(join(folderOf("60m"), "h.db")).warning).toBe(
        "expected 200 MB: the history has room to grow",
      );
      expect(() => diskFacts(join(folderOf("3m"), "h.db"))).toThrow(
        /3 MB free in .*, expected 200 MB; free some/,
      );
    },
  );
});

describe("nodeRefusal", () => {
  it.each`
    node          | is
    ${"18.20.4"}  | ${/expected 20\.19 or newer/}
    ${"20.18.3"}  | ${/does not run on Node 20\.18\.3/}
    ${"20.19.0"}  | ${null}
    ${"20.100.0"} | ${null}
    ${"22.1.0"}   | ${null}
  `("Node $node", ({ node, is }) => {
    const refusal = nodeRefusal(node, ">=20.19");

    if (is === null) expect(refusal).toBeNull();
    else expect(refusal).toMatch(is);
  });
});

describe("debugRefusal", () => {
  it.each`
    debug            | is
    ${undefined}     | ${null}
    ${""}            | ${null}
    ${"module,cli"}  | ${null}
    ${"http"}        | ${/NODE_DEBUG=http lets Node write keys to stderr/}
    ${"module,HTTP"} | ${/NODE_DEBUG=module,HTTP lets/}
    ${"*"}           | ${/NODE_DEBUG=\* lets/}
    ${"fs,net"}      | ${/NODE_DEBUG=fs,net lets/}
  `("NODE_DEBUG=$debug", ({ debug, is }) => {
    const refusal = debugRefusal(debug);

    if (is === null) expect(refusal).toBeNull();
    else expect(refusal).toMatch(is);
  });
});
