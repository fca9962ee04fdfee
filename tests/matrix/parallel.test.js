// A sweep in parts: by GNU parallel, and by a Slurm array script whose task numbers are set by hand. Joined in order they are the bytes of one run.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after } from "node:test";
import { packedProject, root } from "./project.js";

const { folder, remove } = packedProject();
after(remove);
const environment = { ...process.env, PATH: `${join(folder, "node_modules/.bin")}:${process.env.PATH}` };
const shell = (/** @type {string} */ script, /** @type {Record<string, string>} */ more = {}) =>
  execFileSync("bash", ["-c", script], { cwd: folder, encoding: "utf8", env: { ...environment, ...more }, stdio: ["ignore", "pipe", "inherit"] });

/** Scripts stand in docs/cli.md as a reader copies them. @param {string} mark a line of the script */
function fromDocs(mark) {
  const blocks = [...readFileSync(join(root, "docs/cli.md"), "utf8").matchAll(/```(?:bash|sh)\n([\s\S]*?)```/g)].map(([, text]) => text);
  const found = blocks.find((text) => text.includes(mark));
  assert.ok(found, `docs/cli.md has no script with ${mark}`);
  return found;
}

const flags = "moons --grid lr=0.001:1:7:log --grid gamma=0.1,0.5 --grid step-size=5,10,20 --validation 0.2 --epochs 20";
const whole = shell(`step-decay sweep ${flags}`);

test("the whole has a line for each cell, in the order of the grid", () => {
  const lines = whole.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ index }) => index), [...Array(42).keys()]);
  assert.deepEqual(lines[1].cell, { lr: 0.001, gamma: 0.1, stepSize: 10 }, "the last key runs fastest");
});

test("GNU parallel: the parts in order are the bytes of one run", () => {
  assert.equal(shell(`parallel --will-cite -k step-decay sweep ${flags} --workers 1 --shard {}/5 ::: 1 2 3 4 5`), whole);
});

test("the line of docs/cli.md for GNU parallel runs", () => {
  shell(fromDocs("parallel -k").replaceAll("parallel -k", "parallel --will-cite -k"));
  assert.equal(readFileSync(join(folder, "all.jsonl"), "utf8"), whole);
});

test("a Slurm array: each task writes its part, cat joins them", () => {
  const script = fromDocs("#SBATCH");
  const [, first, last] = script.match(/--array=(\d+)-(\d+)/) ?? [];
  writeFileSync(join(folder, "sweep.sbatch"), script);
  for (let task = Number(first); task <= Number(last); task++)
    shell("bash sweep.sbatch", { SLURM_ARRAY_TASK_ID: String(task), SLURM_ARRAY_TASK_COUNT: String(Number(last) - Number(first) + 1), SLURM_CPUS_PER_TASK: "1" });
  shell(fromDocs("cat part-"));
  assert.equal(readFileSync(join(folder, "all.jsonl"), "utf8"), whole);
});
