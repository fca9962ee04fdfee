// A competitor in another process: told on its standard input what to do, it keeps the time itself.
//
//   run N      trains N steps (cells, for the map) and answers the nanoseconds that took, by the wall clock and of processor time
//   outputs    answers the outputs of all rows, separated by blanks

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cellRates } from "../workloads.js";

/** @param {string} command @param {string[]} args @param {number} multiple steps that are taken at a time @returns {import("../measure.js").Run} */
export function childRun(command, args, multiple) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (/** @type {string} */ question) => {
    child.stdin.write(`${question}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} ended`);
    return /** @type {string} */ (value);
  };
  return {
    multiple,
    step: async (steps) => Math.min(...(await ask(`run ${steps}`)).split(" ").map(Number)) / 1e6,
    outputs: async () => (await ask("outputs")).trim().split(" ").map(Number),
    close: () => child.stdin.end(),
  };
}

let folder = "";

/** Writes initial weights, x, y and, for the map, the rates of all cells as raw little-endian numbers. @param {import("../workloads.js").Workload} workload @returns {string} the file */
export function writeData(workload) {
  if (!folder) {
    folder = mkdtempSync(join(tmpdir(), "step-decay-bench-"));
    process.on("exit", () => rmSync(folder, { recursive: true }));
  }
  const file = join(folder, workload.id);
  const { weights, x, y, map } = workload;
  const rates = map ? map.cells.map((cell) => cellRates(workload, cell)) : [];
  writeFileSync(file, Buffer.concat([weights, x, y, ...rates].map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))));
  return file;
}

/** What the other process is told of a workload, one word each. @param {import("../workloads.js").Workload} workload */
export const describe = (workload) => {
  const { activation, loss, optimizer, batch, rows, map, layers } = workload;
  return [writeData(workload), activation, loss, optimizer.name, optimizer.lr, optimizer.momentum, batch, rows, map?.cells.length ?? 0, map?.epochs ?? 0, ...layers].map(String);
};
