// PyTorch on the CPU, one thread, where a Python with torch is found.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { childRun, describe } from "./child.js";

const script = fileURLToPath(new URL("pytorch.py", import.meta.url));
const pythons = [process.env.PYTHON, "/usr/bin/python3", "python3"].filter((name) => name !== undefined);

/** Prints the version and the library that multiplies: with the reference BLAS, as Debian installs it, large layers take many times longer. */
const ABOUT = `import torch
maps = open("/proc/self/maps").read().lower() if __import__("os").path.exists("/proc/self/maps") else ""
print(torch.__version__, "with", "MKL" if torch.backends.mkl.is_available() else "OpenBLAS" if "openblas" in maps else "reference BLAS" if "libblas" in maps else "its own BLAS")`;

const competitor = {
  id: "pytorch",
  name: "PyTorch",
  note: "eager, CPU, one thread",
  python: "",
  version: "",
  available() {
    for (const python of pythons) {
      try {
        competitor.version = execFileSync(python, ["-c", ABOUT], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
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
