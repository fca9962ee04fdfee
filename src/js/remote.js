// A worker that trains, seen from the caller: starts one in whichever way this page allows, and asks it the questions of protocol.js.

import { compiledModule } from "./core.js";
import { unpackError, WORKER_NAME } from "./protocol.js";
import { serve } from "./worker.js";

export { readRow, ROW_BYTES } from "./protocol.js";
/** @typedef {import("./protocol.js").EpochRecord} EpochRecord */

const SLICE_MS = 8; // on the calling thread, so that a frame of 16 ms keeps half of its time
const START_TIMEOUT_MS = 30_000; // a file that is a script but not our worker never answers

/** @typedef {{ postMessage: (message: any, transfer: Transferable[]) => void, onmessage: ((event: MessageEvent) => void) | null, onerror?: ((event: any) => void) | null,
 *   terminate: () => void, ref?: () => void, unref?: () => void }} Channel ref, unref: whether the process waits for this worker */
/** @typedef {"file" | "blob" | "thread" | "slices"} RemoteKind where the training runs: a worker from a file, from embedded text, a thread of Node's, or slices on the calling thread */

/** Starts a worker: from `workerUrl` where one is given, else from the embedded text, else as slices of some 8 ms on the calling thread.
 * A start fails by throwing (another origin) or by an `error` event (a Content Security Policy, a missing file): both lead to the next way.
 * Call after `init()`; the compiled module is handed over, so no worker compiles it again.
 * @param {{ workerUrl?: string | URL, workerType?: "classic" | "module", module?: WebAssembly.Module, signal?: AbortSignal }} [options] workerUrl: a script of this origin;
 *   `step-decay/worker.js` is a classic one. workerType: what kind it is, default "classic". signal: ends a start that takes too long
 * @returns {Promise<Remote>} rejects with the signal's reason once it is aborted */
export async function connect({ workerUrl, workerType = "classic", module = compiledModule(), signal } = {}) {
  /** @type {[RemoteKind, () => Channel | Promise<Channel>][]} */
  const ways = [
    /** @type {any} */ (globalThis).process?.versions?.node ? ["thread", threadChannel] : ["blob", blobChannel],
    ["slices", sliceChannel],
  ];
  if (workerUrl) ways.unshift(["file", () => workerChannel(workerUrl, workerType)]);
  /** @type {unknown} */
  let reason;
  for (const [kind, open] of ways) {
    /** @type {Remote | undefined} */
    let remote;
    const stop = () => remote?.terminate();
    signal?.addEventListener("abort", stop);
    try {
      remote = new Remote(kind, await open());
      signal?.throwIfAborted();
      await withTimeout(remote.ask("start", { module }), START_TIMEOUT_MS);
      return remote;
    } catch (error) {
      reason = error;
      stop();
      signal?.throwIfAborted();
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }
  throw reason;
}

/** The caller's end. */
export class Remote {
  #channel;
  #lastId = 0;
  /** @type {Map<number, { resolve: (answer: any) => void, reject: (reason: unknown) => void }>} */
  #waiting = new Map();
  /** @type {Error | undefined} */
  #ended;

  /** @param {RemoteKind} kind @param {Channel} channel */
  constructor(kind, channel) {
    this.kind = kind;
    this.#channel = channel;
    channel.onmessage = ({ data }) => {
      const asked = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (this.#waiting.size === 0) channel.unref?.();
      if (data.error) asked?.reject(unpackError(data.error));
      else asked?.resolve(data);
    };
    channel.onerror = (event) => {
      event.preventDefault?.();
      this.#end(new Error(`the worker failed: ${event.message || "it could not be loaded"}`));
    };
  }

  /** Asks for one answer of protocol.js. @param {string} type @param {Record<string, unknown>} request @param {Transferable[]} [transfer] buffers that move over
   * @returns {Promise<any>} rejects with the error that the other end met, `code` and `field` included */
  ask(type, request, transfer = []) {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#channel.ref?.();
      this.#channel.postMessage({ id, type, ...request }, transfer);
    });
  }

  /** Ends the worker and every trainer in it; what is still being asked is rejected. */
  terminate() {
    this.#channel.terminate();
    this.#end(new Error("the worker was ended"));
  }

  /** Whether nothing can be asked any more. */
  get ended() {
    return this.#ended !== undefined;
  }

  /** @param {Error} reason */
  #end(reason) {
    this.#ended ??= reason;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}

/** @param {string | URL} url @param {"classic" | "module"} [type] @returns {Channel} */
const workerChannel = (url, type) => /** @type {any} */ (new Worker(url, { name: WORKER_NAME, type }));

/** @returns {Promise<Channel>} */
async function blobChannel() {
  const { workerText } = await import("./generated/worker-text.js");
  if (workerText === "") throw new Error("this build embeds no worker");
  const url = URL.createObjectURL(new Blob([workerText], { type: "text/javascript" }));
  try {
    return workerChannel(url);
  } finally {
    setTimeout(() => URL.revokeObjectURL(url), START_TIMEOUT_MS);
  }
}

/** A thread of Node's, from the embedded text. @returns {Promise<Channel>} */
async function threadChannel() {
  const threads = /** @type {any} */ (globalThis).process?.getBuiltinModule?.("node:worker_threads");
  const { workerText } = await import("./generated/worker-text.js");
  if (!threads || workerText === "") throw new Error("there are no worker threads here, or this build embeds no worker");
  const thread = new threads.Worker(workerText, { eval: true, workerData: WORKER_NAME, stdin: false });
  thread.unref();
  /** @type {Channel} */
  const channel = {
    onmessage: null,
    onerror: null,
    postMessage: (message, transfer) => thread.postMessage(message, transfer),
    terminate: () => void thread.terminate(),
    ref: () => thread.ref(),
    unref: () => thread.unref(),
  };
  thread.on("message", (/** @type {any} */ data) => channel.onmessage?.(/** @type {any} */ ({ data })));
  thread.on("error", (/** @type {Error} */ error) => channel.onerror?.(error));
  thread.on("exit", (/** @type {number} */ code) => channel.onerror?.(new Error(`it ended with code ${code}`)));
  return channel;
}

/** The other end of this channel answers on the calling thread, one task a message. @returns {Channel} */
function sliceChannel() {
  const { port1, port2 } = new MessageChannel();
  const stop = serve(/** @type {any} */ (port2), { sliceMs: SLICE_MS });
  return Object.assign(/** @type {any} */ (port1), {
    terminate() {
      stop();
      port1.close();
      port2.close();
    },
  });
}

/** @template T @param {Promise<T>} promise @param {number} ms @returns {Promise<T>} */
function withTimeout(promise, ms) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`the worker did not start within ${ms} ms`)), ms)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
