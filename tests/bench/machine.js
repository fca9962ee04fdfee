// What the figures were measured on.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, cpus, loadavg, release, totalmem, type } from "node:os";

const require = createRequire(import.meta.url);

/** First line of what a command prints, or undefined. @param {string} command @param {string[]} args */
function firstLine(command, args) {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split("\n")[0].trim();
  } catch {
    return undefined;
  }
}

/** The version in a package's package.json, found beside its entry. @param {string} name */
export function packageVersion(name) {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return JSON.parse(readFileSync(`${folder}/${name}/package.json`, "utf8")).version;
    } catch {
      // the next folder
    }
  }
  return undefined;
}

/** @param {{ competitors: { package?: string, name: string, version?: string }[] }} what */
export function machine({ competitors }) {
  const [first] = cpus();
  const versions = Object.fromEntries(
    competitors.map(({ name, package: of, version }) => [of ?? name, version || (of && packageVersion(of))]).filter(([, version]) => version),
  );
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: first.model.trim(),
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split("-")[0]} ${arch()}`,
    node: process.versions.node,
    v8: process.versions.v8,
    clang: firstLine("clang", ["--version"]),
    emcc: firstLine("emcc", ["--version"]),
    commit: firstLine("git", ["-C", new URL(".", import.meta.url).pathname, "describe", "--always", "--dirty"]),
    versions,
  };
}

/** Mean number of processes that ran or wanted to in the last minute. */
export const load = () => Math.round(loadavg()[0] * 100) / 100;
