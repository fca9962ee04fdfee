// The code that the page offers: what is built of it names the package, and no folder of whoever built it.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

test("no file of the built page names a folder of whoever built it, and its listings import from the package", () => {
  const files = readdirSync("build/site", { recursive: true }).filter((name) => /\.(js|html|css)$/.test(name));
  const texts = files.map((name) => readFileSync(join("build/site", name), "utf8"));
  assert.ok(files.length > 30, `${files.length} files`);
  assert.deepEqual(files.filter((_, i) => texts[i].includes(process.cwd()) || texts[i].includes("dist/index.js")), []);
  for (const line of ['import { init, StepLR } from "step-decay";\n', 'import { learningRateScheduler } from "step-decay/tfjs";\n'])
    assert.equal(texts.filter((text) => text.includes(line)).length, 1, line);
});
