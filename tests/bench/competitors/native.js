// The same C core, compiled for this processor's baseline SIMD by clang: what WebAssembly is measured against.

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { childRun, describe } from "./child.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const program = `${root}build/bench/native`;
const FLAGS = ["-std=c17", "-O3", ...(process.arch === "x64" ? ["-msse4.2"] : []), "-ffp-contract=off", "-fno-math-errno", "-DNDEBUG"];

let built = "";

/** @returns {string} empty when the program is there, else why not */
function build() {
  try {
    mkdirSync(`${root}build/bench`, { recursive: true });
    const core = readdirSync(`${root}src/core`).filter((name) => name.endsWith(".c")).map((name) => `${root}src/core/${name}`);
    execFileSync("clang", [...FLAGS, `-I${root}src/core`, fileURLToPath(new URL("native.c", import.meta.url)), ...core, "-lm", "-o", program], { stdio: ["ignore", "ignore", "pipe"] });
    return "";
  } catch (error) {
    return `clang: ${/** @type {any} */ (error).stderr?.toString().split("\n")[0] || /** @type {Error} */ (error).message}`;
  }
}

/** @type {import("../bench.js").Competitor} */
export default {
  id: "native",
  name: "native C",
  note: `the same core, clang ${FLAGS.filter((flag) => /^-(O|m|ff)/.test(flag)).join(" ")}`,
  available: () => (built = build()) || true,
  setup: (workload) => childRun(program, describe(workload), workload.map ? 1 : workload.epochSteps),
};
