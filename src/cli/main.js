#!/usr/bin/env node
// The command `step-decay`. Each verb is a file; this one finds it and ends as a shell expects.
// Codes: 0 done, 1 the training diverged, 2 something that was given cannot be used, 130 interrupted.

import { readFileSync } from "node:fs";
import { init } from "../index.js";
import { systemReason } from "./output.js";
import { quote, suggestion, UsageError } from "./usage.js";

/** @typedef {{ help: () => string, run: (args: string[], signal: AbortSignal) => Promise<number | void> }} Verb */
/** @type {Record<string, () => Promise<Verb>>} */
const verbs = { schedule: () => import("./schedule.js"), train: () => import("./train.js"), sweep: () => import("./sweep.js") };

const HELP = `usage: step-decay VERB ...

  schedule   print a learning-rate schedule: table, CSV, JSON, Plotly's figure, SVG
  train      train a small network under a schedule
  sweep      train every cell of a grid, or one part of it

step-decay VERB --help tells the flags of a verb; --version the version. Documentation: docs/cli.md.
`;

// A reader that has seen enough, as in `| head`, is no error.
process.stdout.on("error", (error) => {
  if (/** @type {any} */ (error).code !== "EPIPE") process.stderr.write(`step-decay: cannot write standard output: ${systemReason(error)}\n`);
  process.exit(/** @type {any} */ (error).code === "EPIPE" ? 0 : 2);
});
process.stderr.on("error", () => {});

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => {
    if (interrupt.signal.aborted) process.exit(130); // the second time at once
    interrupt.abort();
  });

/** @param {string[]} args @returns {Promise<number>} the code */
async function run([first, ...rest]) {
  if (first === "--version" || first === "-v") {
    process.stdout.write(`${JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version}\n`);
    return 0;
  }
  const asked = first === "help" ? rest[0] : first;
  if (asked === undefined || asked === "--help" || asked === "-h") {
    (first === undefined ? process.stderr : process.stdout).write(HELP);
    return first === undefined ? 2 : 0;
  }
  if (!Object.hasOwn(verbs, asked)) throw new UsageError(`there is no verb ${quote(asked)}${suggestion(asked, Object.keys(verbs)) || `; must be one of ${Object.keys(verbs).join(", ")}`}`);
  const verb = await verbs[asked]();
  const end = rest.indexOf("--");
  if (first === "help" || rest.slice(0, end < 0 ? rest.length : end).some((word) => word === "--help" || word === "-h")) {
    process.stdout.write(verb.help());
    return 0;
  }
  await init();
  return (await verb.run(rest, interrupt.signal)) ?? 0;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (/** @type {any} */ error) {
  if (!interrupt.signal.aborted) {
    // Errors of the module say what is wrong in one sentence; anything else is a defect, and its place helps.
    const expected = error instanceof UsageError || typeof error?.code === "string";
    process.stderr.write(`step-decay: ${expected ? error.message : error?.stack}\n`);
    process.exitCode = 2;
  }
}
if (interrupt.signal.aborted) process.exit(130);
