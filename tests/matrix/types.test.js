// "Are the types wrong?", for every entry that is a module, as Node and bundlers resolve it. The package is for ES modules: Node 20.19 requires them too.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test, { after } from "node:test";
import { packedProject, program, root } from "./project.js";

const { folder, tarball, remove } = packedProject();
after(remove);

test("attw finds nothing", () => {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const files = Object.keys(exports).filter((path) => typeof exports[path] === "string");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program("@arethetypeswrong/cli/dist/index.js"), tarball, "--profile", "esm-only", "--exclude-entrypoints", ...files, "--format", "ascii"], { cwd: folder, encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
});
