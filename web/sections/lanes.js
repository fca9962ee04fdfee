// Several runs side by side, epoch for epoch: the engine of races and trial runs.

import { readRow, ROW_BYTES } from "step-decay/remote";

const ROWS = 32; // epochs that one answer can hold
const BUDGET_MS = 12; // of training for one answer, all lanes together

let lastRun = 0;

/** @typedef {import("step-decay/remote").EpochRecord} EpochRecord */
/** @typedef {{ records: EpochRecord[], outputs: Float32Array | null, diverged: boolean }} Lane */

/** Opens a trainer for each lane. @param {import("step-decay/remote").Remote} remote
 * @param {{ options: any, edits?: [number, number][] }[]} specs @param {{ watch: Float32Array, outputCount: number } | null} [look] rows that every network is asked after training, and the numbers it answers
 * @throws {Error} of the Trainer's, with `code` and `field` */
export async function openLanes(remote, specs, look = null) {
  const inner = specs.map(() => ({ run: ++lastRun, rows: new ArrayBuffer(ROWS * ROW_BYTES) }));
  /** @type {Lane[]} */
  const lanes = specs.map(() => ({ records: [], outputs: null, diverged: false }));
  let open = true;

  function close() {
    if (!open) return;
    open = false;
    for (const { run } of inner) remote.ask("close", { run }).catch(() => {});
  }

  /** @param {number} index @param {number} epochs @param {number} budgetMs @param {boolean} looking */
  async function ask(index, epochs, budgetMs, looking) {
    const { run, rows } = inner[index];
    const lane = lanes[index];
    const outputs = looking && look ? new ArrayBuffer(4 * look.outputCount) : null;
    const answer = await remote.ask("next", { run, epochs, budgetMs, rows, outputs }, [rows, ...(outputs ? [outputs] : [])]);
    inner[index].rows = answer.rows;
    const table = new Float64Array(answer.rows);
    for (let i = 0; i < answer.count; i++) lane.records.push(readRow(table, i));
    lane.diverged ||= answer.done;
    if (answer.outputs) lane.outputs = new Float32Array(answer.outputs);
  }

  try {
    await Promise.all(specs.map(({ options, edits = [] }, i) => remote.ask("open", { run: inner[i].run, options, edits, watch: look?.watch ?? null })));
    if (look) await Promise.all(lanes.map((_, i) => ask(i, 0, 0, true)));
  } catch (error) {
    close();
    throw error;
  }

  const unfinished = (/** @type {number} */ total) => lanes.flatMap((lane, i) => (lane.diverged || lane.records.length >= total ? [] : [i]));
  return {
    lanes,
    close,
    get open() {
      return open;
    },
    /** Whether every lane has trained so many epochs, or diverged. @param {number} total */
    done: (total) => unfinished(total).length === 0,
    /** Epochs that every lane that can still run has behind it. @param {number} total */
    progress: (total) => Math.min(total, ...unfinished(total).map((i) => lanes[i].records.length)),
    /** Asks every network as it stands. */
    look: async () => void (await Promise.all(lanes.map((_, i) => ask(i, 0, 0, true)))),
    /** Trains on: the lanes that are behind catch up, so that none is more than `most` epochs ahead. @param {number} total @param {number} most epochs @param {boolean} looking whether the networks are asked */
    async advance(total, most, looking) {
      const waiting = unfinished(total);
      const to = Math.min(total, Math.min(...waiting.map((i) => lanes[i].records.length)) + Math.min(most, ROWS));
      const due = waiting.filter((i) => lanes[i].records.length < to);
      await Promise.all(due.map((i) => ask(i, to - lanes[i].records.length, BUDGET_MS / due.length, looking)));
    },
  };
}

/** Resolves at the next frame that is shown. */
export const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Trains lanes to their end, as fast as the worker can. @param {Awaited<ReturnType<typeof openLanes>>} run @param {number} total epochs
 * @param {AbortSignal} signal @param {(share: number) => void} onProgress after each answer */
export async function runToEnd(run, total, signal, onProgress) {
  while (!run.done(total)) {
    signal.throwIfAborted();
    await run.advance(total, ROWS, false);
    signal.throwIfAborted();
    onProgress(run.progress(total) / total);
    await nextFrame();
  }
}
