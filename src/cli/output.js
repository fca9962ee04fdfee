// Where results go: standard output or a file, and a bar on the terminal.

import { closeSync, openSync, writeSync } from "node:fs";
import { getSystemErrorMap } from "node:util";
import { UsageError } from "./usage.js";

/** What the system says of a failed call, in words. @param {any} error */
export const systemReason = (error) => getSystemErrorMap().get(error?.errno)?.[1] ?? String(error?.message ?? error);

/** Opens --output, or standard output. The file is emptied at once: what cannot be written is known before anything is computed.
 * @param {string | undefined} path @returns {{ write: (text: string) => Promise<void>, close: () => void, terminal: boolean }} */
export function openOutput(path) {
  if (path === undefined || path === "-")
    return {
      terminal: process.stdout.isTTY === true,
      write: (text) => new Promise((resolve) => (process.stdout.write(text) ? resolve() : process.stdout.once("drain", resolve))),
      close() {},
    };
  const checked = (/** @type {() => any} */ action) => {
    try {
      return action();
    } catch (error) {
      throw new UsageError(`--output: cannot write ${JSON.stringify(path)}: ${systemReason(error)}`);
    }
  };
  const file = checked(() => openSync(path, "w"));
  return {
    terminal: false,
    async write(text) {
      const bytes = Buffer.from(text);
      checked(() => {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      });
    },
    close: () => checked(() => closeSync(file)),
  };
}

const WIDTH = 24;
const REDRAW_MS = 100;

/** A bar with the time that is left, on a terminal; elsewhere nothing. @param {string} unit what is counted */
export function progressBar(unit) {
  const { stderr } = process;
  const start = performance.now();
  let drawn = -Infinity;
  let shown = false;
  return {
    /** @param {number} done @param {number} total @param {string} note */
    show(done, total, note) {
      const now = performance.now();
      if (!stderr.isTTY || (now - drawn < REDRAW_MS && done < total)) return;
      drawn = now;
      shown = true;
      const filled = Math.floor((WIDTH * done) / total);
      const left = done < total ? `, ${duration(((now - start) / done) * (total - done))} left` : "";
      const text = `${unit} ${done}/${total} ${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${note}${left}`;
      stderr.write(`\r${text.slice(0, Math.max(20, (stderr.columns || 80) - 1))}\x1b[K`);
    },
    /** Takes the bar away. */
    clear() {
      if (shown) stderr.write("\r\x1b[K");
    },
  };
}

/** @param {number} ms */
function duration(ms) {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`;
}
