// Which file a competitor is in. Loading one loads its library, so that it can be a part of what is timed.

/** @type {Record<string, string>} */
export const FILES = {
  "step-decay": "step-decay.js",
  kernel: "step-decay.js",
  "sweep-1": "sweep.js",
  "sweep-2": "sweep.js",
  plain: "plain-js.js",
  tuned: "tuned-js.js",
  "tfjs-cpu": "tfjs.js",
  "tfjs-wasm": "tfjs.js",
  brain: "brain.js",
  convnetjs: "convnetjs.js",
  "bulk-values": "bulk.js",
  "bulk-fill": "bulk.js",
  "bulk-formula": "bulk.js",
};

/** @param {string} id @param {URL} dist the folder of the built package @returns {Promise<import("../bench.js").Competitor>} */
export async function loadCompetitor(id, dist) {
  const module = await import(`./${FILES[id]}`);
  await module.load?.(dist);
  return [module.default].flat().find((competitor) => competitor.id === id);
}
