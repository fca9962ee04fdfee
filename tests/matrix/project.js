// The package as it is published: packed, and installed with npm in an empty project outside the repository.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");
const require = createRequire(import.meta.url);

/** Makes the project. @param {string} [tools] a folder here whose packages are installed in the project as well
 * @returns {{ folder: string, tarball: string, remove: () => void }} its folder, with step-decay in node_modules */
export function packedProject(tools) {
  const folder = mkdtempSync(join(tmpdir(), "step-decay-matrix-"));
  const npm = (/** @type {string[]} */ args, /** @type {string} */ cwd) => execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const report = JSON.parse(npm(["pack", "--ignore-scripts", "--json", "--pack-destination", folder], root));
  const [{ filename }] = Object.values(report);
  writeFileSync(join(folder, "package.json"), '{ "name": "matrix-project", "private": true, "type": "module" }\n');
  npm(["install", "--offline", "--no-audit", "--no-fund", join(folder, filename)], folder);
  if (tools) copyPackages(join(import.meta.dirname, tools, "node_modules"), join(folder, "node_modules"));
  return { folder, tarball: join(folder, filename), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Half a gigabyte: as hard links where both folders are on one file system. @param {string} from @param {string} to */
function copyPackages(from, to) {
  if (!existsSync(from)) throw new Error(`${from} is missing; run ./build.sh matrix`);
  const { status } = spawnSync("cp", ["-aln", `${from}/.`, to], { stdio: "ignore" });
  if (status !== 0) execFileSync("cp", ["-an", `${from}/.`, to]);
}

/** A program of a package in tests/matrix/node_modules, whose install scripts did not run. @param {string[]} candidates "package/path" @returns {string} */
export function program(...candidates) {
  for (const candidate of candidates) {
    const [scope, name, ...rest] = candidate.startsWith("@") ? candidate.split("/") : ["", ...candidate.split("/")];
    try {
      const found = join(require.resolve(join(scope, name, "package.json")), "..", ...rest);
      if (existsSync(found)) return found;
    } catch {
      // Not of this platform: the next.
    }
  }
  throw new Error(`none of ${candidates.join(", ")} is in tests/matrix/node_modules; run ./build.sh matrix`);
}
