// PyTorch on the CPU, one thread, where a Python with torch is found.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { childRun, describe } from "./child.js";

const script = fileURLToPath(new URL("pytorch.py", import.meta.url));
const pythons = [process.env.PYTHON, "/usr/bin/python3", "python3"].filter((name) => name !== undefined);

const competitor = {
  id: "pytorch",
  name: "PyTorch",
  note: "eager, CPU, one thread",
  python: "",
  version: "",
  available() {
    for (const python of pythons) {
      try {
        competitor.version = execFileSync(python, ["-c", "import torch; print(torch.__version__)"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
        competitor.python = python;
        return true;
      } catch {
        // the next one
      }
    }
    return "no Python with torch";
  },
  setup: (/** @type {import("../workloads.js").Workload} */ workload) => childRun(competitor.python, [script, ...describe(workload)], 1),
};

export default /** @type {import("../bench.js").Competitor} */ (competitor);
