// Functions of the core as they stand in its source, for the page's last section: comment above, declaration at column 0, closing brace at column 0.

import { readFileSync } from "node:fs";

/** What is shown, by file. */
const SHOWN = /** @type {const} */ ({
  "schedule.c": ["step_lr_at", "step_lr_next"],
  "kernels.c": ["dense_forward", "dense_backward_input", "dense_backward_weights", "tanh_forward", "tanh_backward", "relu_forward", "relu_backward", "sigmoid_forward", "sigmoid_backward", "linear_forward", "linear_backward", "cross_entropy"],
  "optimizer.c": ["sgd_step", "adam_moments", "adam_step", "adamw_step", "rmsprop_step"],
  "surface.c": ["surface_loss", "surface_walk"],
  "simd_kernels.h": ["simd_dense_forward"],
  "simd_product.h": ["product", "product_columns", "product_tile", "product_thin"],
});

/** @returns {Record<string, { file: string, line: number, text: string }>} by name */
export function coreSource() {
  /** @type {Record<string, { file: string, line: number, text: string }>} */
  const found = {};
  for (const [file, names] of Object.entries(SHOWN)) {
    const path = `src/core/${file}`;
    const lines = readFileSync(path, "utf8").split("\n");
    for (const name of names) found[name] = { file: path, ...cut(lines, name, path) };
  }
  return found;
}

/** @param {string[]} lines @param {string} name @param {string} path */
function cut(lines, name, path) {
  const at = lines.findIndex((line) => /^[A-Za-z]/.test(line) && new RegExp(`\\b${name}\\(`).test(line) && line.endsWith("{"));
  if (at < 0) throw new Error(`there is no function ${name} in ${path}: change the list in src/gen/source.mjs`);
  let from = at;
  if (lines[at - 1]?.endsWith("*/")) while (from > 0 && !lines[from].startsWith("/*")) from--;
  const end = lines.indexOf("}", at);
  return { line: from + 1, text: lines.slice(from, end + 1).join("\n") };
}
