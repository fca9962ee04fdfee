// A training run, pulled: one request per animation frame at most, one answer back, two buffers handed to and fro.
// Pause is not asking; a hidden tab does not ask; an answer of an earlier run is dropped.

import { readRow, ROW_BYTES } from "./protocol.js";

const ROWS = 64; // epochs that one answer can hold
const BUDGET_MS = 12; // of training per answer at the fastest speed
const SPEEDS = /** @type {Record<string, number>} */ ({ slow: 4, normal: 12, fast: Infinity }); // epochs a second

let lastRun = 0; // numbers are the worker's, which several may share

/** @typedef {import("./protocol.js").EpochRecord} EpochRecord */

/** @param {import("./remote.js").Remote} remote
 * @param {{ frame: () => void, state: () => void, problem: (error: any) => void }} on frame: new records or outputs; state: playing, paused, done, reset */
export function createRun(remote, on) {
  /** @type {EpochRecord[]} */
  let records = [];
  /** @type {Float32Array | null} */
  let outputs = null;
  let rows = new ArrayBuffer(ROWS * ROW_BYTES);
  /** @type {ArrayBuffer | null} the buffer of outputs that is not being looked at */
  let spare = null;
  let newest = 0; // number of the run that was asked for last
  let current = 0; // number of the run that is shown
  let epochs = 0;
  let playing = false;
  let diverged = false;
  /** @type {Promise<void> | null} until the answer has come */
  let asking = null;
  let underway = 0; // epochs that the answer to come may add
  let askedAt = 0;
  let speed = "normal";

  const done = () => diverged || records.length >= epochs;

  /** @param {number} wanted epochs @param {number} budgetMs */
  function ask(wanted, budgetMs) {
    underway = wanted;
    return (asking = pull(wanted, budgetMs).finally(() => {
      asking = null;
      underway = 0;
    }));
  }

  /** @param {number} wanted epochs @param {number} budgetMs */
  async function pull(wanted, budgetMs) {
    const run = current;
    const lent = spare;
    spare = null;
    askedAt = performance.now();
    try {
      const answer = await remote.ask("next", { run, epochs: wanted, budgetMs, rows, outputs: lent }, [rows, ...(lent ? [lent] : [])]);
      rows = answer.rows;
      if (run !== current) return;
      const table = new Float64Array(rows);
      for (let i = 0; i < answer.count; i++) records.push(readRow(table, i));
      diverged = answer.done;
      if (answer.outputs) {
        spare = /** @type {ArrayBuffer | null} */ (outputs?.buffer ?? null);
        outputs = new Float32Array(answer.outputs);
      }
      on.frame();
      if (done() && playing) pause();
    } catch (error) {
      rows = new ArrayBuffer(ROWS * ROW_BYTES);
      playing = false;
      on.problem(error);
    }
  }

  function tick() {
    if (!playing) return;
    requestAnimationFrame(tick);
    if (asking || !current || document.hidden) return;
    const left = epochs - records.length;
    const rate = SPEEDS[speed];
    const due = rate === Infinity ? left : Math.min(left, Math.floor(((performance.now() - askedAt) * rate) / 1000));
    if (due > 0) void ask(Math.min(ROWS, rate === Infinity ? due : 1), BUDGET_MS);
  }

  function pause() {
    playing = false;
    on.state();
  }

  return {
    get records() {
      return /** @type {readonly EpochRecord[]} */ (records);
    },
    get outputs() {
      return outputs;
    },
    get playing() {
      return playing;
    },
    get diverged() {
      return diverged;
    },
    get done() {
      return done();
    },
    get epochs() {
      return epochs;
    },

    /** A new run; the one on screen stays until this one is known to be good.
     * @param {{ options: any, edits: [number, number][], watch: Float32Array | null, outputCount: number, epochs: number, adopt: () => void }} start
     *   outputCount: numbers that the network answers to `watch`; adopt: called when the new run takes the place of the old one
     * @returns {Promise<boolean>} false when a later call has overtaken this one @throws {Error} of the Trainer's, with `code` and `field` */
    async open({ options, edits, watch, outputCount, epochs: total, adopt }) {
      const run = (newest = ++lastRun);
      await remote.ask("open", { run, options, edits, watch });
      const first = await remote.ask("next", { run, epochs: 0, budgetMs: 0, rows: new ArrayBuffer(0), outputs: new ArrayBuffer(4 * outputCount) });
      if (run !== newest) {
        void remote.ask("close", { run });
        return false;
      }
      if (current) void remote.ask("close", { run: current });
      current = run;
      epochs = total;
      records = [];
      diverged = false;
      outputs = new Float32Array(first.outputs);
      spare = new ArrayBuffer(4 * outputCount);
      adopt();
      on.frame();
      on.state();
      return true;
    },

    /** Ends the run in the worker; the records stay. */
    close() {
      if (current) void remote.ask("close", { run: current }).catch(() => {});
      current = newest = 0;
      playing = false;
    },

    /** More or fewer epochs of the same run. @param {number} total
     * @returns {boolean} false, and nothing is changed, where more are trained already, or may be by the answer that is under way: that needs a new run */
    extend(total) {
      if (total < records.length + underway) return false;
      epochs = total;
      on.frame();
      on.state();
      return true;
    },

    /** @param {string} next a key of SPEEDS */
    setSpeed: (next) => void (speed = next),

    play() {
      if (playing || done()) return;
      playing = true;
      askedAt = 0;
      on.state();
      tick();
    },

    pause,

    /** One epoch, after those under way. */
    async step() {
      const run = current;
      if (playing) pause();
      while (asking) await asking;
      if (current && run === current && !done()) await ask(1, 0);
      on.state();
    },

    /** Another rate from the next epoch on. @param {number} lr @returns {Promise<number>} that epoch */
    async setRate(lr) {
      return (await remote.ask("setRate", { run: current, lr })).epoch;
    },
  };
}
