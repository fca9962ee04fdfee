// A second worker, for races and trial runs: the run above stays as quick as it is.

import { connect } from "step-decay/remote";
import { workerUrl } from "../assets.js";

/** @type {Promise<import("step-decay/remote").Remote> | undefined} */
let starting;

/** @returns {Promise<import("step-decay/remote").Remote>} */
export function labWorker() {
  starting ??= connect({ workerUrl, workerType: "module" }).catch((error) => {
    starting = undefined;
    throw error;
  });
  return starting;
}
