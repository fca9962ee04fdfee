// The one place that trains away from its caller: answers the requests of protocol.js, in a worker or, sliced, on the calling thread.

import { initFrom } from "./core.js";
import { checkNumber } from "./options.js";
import { packError, ROW_BYTES, WORKER_NAME, writeRow } from "./protocol.js";
import { CellRunner } from "./sweep-cells.js";
import { Trainer } from "./trainer.js";

/** @typedef {{ postMessage: (message: any, transfer: Transferable[]) => void, onmessage: ((event: MessageEvent) => void) | null }} Port */
/** @typedef {{ trainer: any, edits: [number, number][], watch: Float32Array | null, epoch: number }} Run */

/** Answers every request that comes in through a port.
 * @param {Port} port of a worker's own scope, or one end of a MessageChannel
 * @param {{ sliceMs?: number }} [limits] sliceMs: milliseconds after which `next` stops asking for another epoch, whatever its budget
 * @returns {() => void} ends the service and frees every trainer */
export function serve(port, { sliceMs = Infinity } = {}) {
  /** @type {Map<number, Run>} */
  const runs = new Map();
  /** Of the last sweep: there is one at a time. @type {CellRunner | undefined} */
  let runner;
  let ended = false;

  /** @param {number} run */
  const running = (run) => {
    const found = runs.get(run);
    if (!found) throw new Error(`run ${run} is not open`);
    return found;
  };

  /** @param {number} run */
  const close = (run) => {
    runs.get(run)?.trainer.free();
    runs.delete(run);
  };

  /** @type {Record<string, (request: any) => object | Promise<object>>} */
  const answers = {
    start: async ({ module }) => {
      await initFrom(module);
      return {};
    },
    open: ({ run, options, edits, watch }) => {
      close(run);
      runs.set(run, { trainer: new Trainer(options), edits: [...edits], watch, epoch: 0 });
      return {};
    },
    next: ({ run, epochs, budgetMs, rows, outputs }) => ({ run, ...next(running(run), { epochs, budgetMs: Math.min(budgetMs, sliceMs), rows, outputs }) }),
    setRate: ({ run, lr }) => {
      const { edits, epoch } = running(run);
      edits.push([epoch, checkNumber("lr", lr, 0)]);
      edits.sort((a, b) => a[0] - b[0]);
      return { run, epoch };
    },
    close: ({ run }) => {
      close(run);
      return {};
    },
    cells: async ({ plan, from, to, budgetMs, claims }) => {
      if (plan) {
        runner?.close();
        runner = new CellRunner(plan);
      }
      if (!runner) throw new Error("there is no plan of these cells");
      return { rows: (await runner.run(from, to, budgetMs, sliceMs, { claims, stopped: () => ended })).buffer };
    },
  };

  port.onmessage = async ({ data: request }) => {
    try {
      const answer = /** @type {any} */ (await answers[request.type](request));
      port.postMessage({ id: request.id, ...answer }, [answer.rows, answer.outputs].filter(Boolean));
    } catch (error) {
      port.postMessage({ id: request.id, error: packError(error) }, []);
    }
  };

  return () => {
    ended = true;
    port.onmessage = null;
    for (const run of [...runs.keys()]) close(run);
    runner?.close();
  };
}

/** Trains some epochs of a run and fills the buffers that came with the request.
 * @param {Run} run @param {{ epochs: number, budgetMs: number, rows: ArrayBuffer, outputs: ArrayBuffer | null }} request */
function next(run, { epochs, budgetMs, rows, outputs }) {
  const table = new Float64Array(rows);
  const most = Math.min(epochs, Math.floor(rows.byteLength / ROW_BYTES));
  const end = performance.now() + budgetMs;
  let count = 0;
  let done = false;
  while (count < most && !done) {
    while (run.edits.length && run.edits[0][0] <= run.epoch) writeRate(run.trainer, /** @type {[number, number]} */ (run.edits.shift())[1]);
    const record = run.trainer.epoch();
    writeRow(table, count++, record);
    run.epoch = record.epoch + 1;
    done = record.diverged;
    if (performance.now() >= end) break;
  }
  if (outputs && run.watch) new Float32Array(outputs).set(run.trainer.predict(run.watch));
  return { count, done, rows, outputs };
}

/** The chained schedule goes on from a rate that is written here. @param {any} trainer @param {number} lr */
function writeRate(trainer, lr) {
  for (const group of trainer.optimizer.paramGroups) group.lr = lr;
}

const scope = /** @type {any} */ (globalThis);
if (typeof scope.WorkerGlobalScope === "function" && scope instanceof scope.WorkerGlobalScope && scope.name === WORKER_NAME) serve(scope);

// A thread of Node's has another port.
const threads = scope.process?.getBuiltinModule?.("node:worker_threads");
if (threads?.parentPort && threads.workerData === WORKER_NAME) {
  /** @type {Port} */
  const port = { onmessage: null, postMessage: (message, transfer) => threads.parentPort.postMessage(message, transfer) };
  threads.parentPort.on("message", (/** @type {any} */ data) => port.onmessage?.(/** @type {any} */ ({ data })));
  serve(port);
}
