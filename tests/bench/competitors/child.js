// A competitor in a process of its own: told on its standard input what to do, it keeps the time itself.
//
//   run N      trains N steps (cells, for the map) and answers the nanoseconds that took, by the wall clock and of processor time
//   outputs    answers the outputs of all rows, separated by blanks

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { cellRates } from "../workloads.js";

/** @param {string} command @param {string[]} args */
function start(command, args) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${[command, ...args].join(" ")} ended`);
    return /** @type {string} */ (value);
  };
  const ask = (/** @type {string} */ question) => {
    child.stdin.write(`${question}\n`);
    return answer();
  };
  return { answer, ask, close: () => child.stdin.end() };
}

/** @param {ReturnType<typeof start>} child @param {number} multiple steps that are taken at a time @returns {import("../measure.js").Run} */
const runOf = ({ ask, close }, multiple) => ({
  multiple,
  step: async (steps) => Math.min(...(await ask(`run ${steps}`)).split(" ").map(Number)) / 1e6,
  outputs: async () => (await ask("outputs")).trim().split(" ").map(Number),
  close,
});

/** A program that does the workload. @param {string} command @param {string[]} args @param {number} multiple */
export const childRun = (command, args, multiple) => runOf(start(command, args), multiple);

/** A JavaScript competitor in a process of its own. @param {string} id @param {URL} dist @param {string} workload its id, or JSON @returns {Promise<import("../measure.js").Run | string>} or why it cannot do this job */
export async function hostRun(id, dist, workload) {
  const child = start(process.execPath, [fileURLToPath(new URL("host.js", import.meta.url)), id, dist.href, workload]);
  const [word, ...rest] = (await child.answer()).split(" ");
  return word === "ready" ? runOf(child, Number(rest[0])) : rest.join(" ");
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
