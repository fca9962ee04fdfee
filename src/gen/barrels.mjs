// Lets the page import names from the package's entries and yet load only the files behind those names. esbuild puts all that an entry passes on into
// one place, however little of it is used: a page that asks "step-decay" for StepLR would load the trainer as well. So names are looked up here:
// `import { StepLR } from "step-decay"` becomes an import of dist/schedule.js, and the entries themselves are read without what they pass on.
// A name that cannot be found stops the build, and so does an import from an entry that stands below the head of its file, where it is not looked for:
// further down, what reads like an import may be text, as in the listings that the page shows.

import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Entries that pass names on, by the specifier that a user writes; api.js is behind the first two. */
const ENTRIES = /** @type {Record<string, string>} */ ({ "step-decay": "index.js", "step-decay/slim": "slim.js", "step-decay/parts": "parts.js" });
const PASSED_ON = /^export (\*|\{[^}]*\}) from "(\.\/[\w-]+\.js)";$/gm;
/** All that stands above a file's first other statement: comments, and lines that only import or pass on. */
const HEAD = /^(?:\s+|\/\/.*|\/\*[^]*?\*\/|(?:import|export) (?:[^"'`;=]+ from )?"[^"]+";|export \{[^}]*\};)*/;
const NAMED = /^(import|export) \{([^}]*)\} from "([^"]+)";$/gm;

/** @param {string} list what stands between braces @returns {{ name: string, as: string }[]} */
const namesIn = (list) => list.split(",").map((part) => part.trim()).filter(Boolean).map((part) => part.split(" as ")).map(([name, as = name]) => ({ name, as }));

/** Where each name of an entry comes from. @param {string} file @returns {Map<string, { file: string, name: string }>} */
function origins(file) {
  const found = new Map();
  const text = readFileSync(file, "utf8");
  for (const [, name] of text.matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm)) found.set(name, { file, name });
  for (const [, what, path] of text.matchAll(PASSED_ON)) {
    const from = resolve(dirname(file), path);
    if (what === "*") for (const [name, origin] of origins(from)) found.set(name, origin);
    else for (const { name, as } of namesIn(what.slice(1, -1))) found.set(as, { file: from, name });
  }
  return found;
}

/** @param {string} dist the package @param {string} web the code that uses it @returns {import("esbuild").Plugin} */
export function throughBarrels(dist, web) {
  const entries = new Map(Object.entries(ENTRIES).map(([specifier, name]) => [specifier, origins(resolve(dist, name))]));
  const behind = new RegExp(`[\\\\/]${dist}[\\\\/](?:${[...Object.values(ENTRIES), "api.js"].join("|").replaceAll(".", "\\.")})$`);
  return {
    name: "through-barrels",
    setup(bundler) {
      bundler.onLoad({ filter: new RegExp(`^${resolve(web).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}[\\\\/].*\\.js$`) }, ({ path }) => ({
        contents: readFileSync(path, "utf8").replace(HEAD, (head) =>
          head.replace(NAMED, (line, verb, list, specifier) => {
            const entry = entries.get(specifier);
            if (!entry) return line;
            return namesIn(list)
              .map(({ name, as }) => {
                const origin = entry.get(name);
                if (!origin) throw new Error(`${path} imports ${name}, which ${specifier} does not export`);
                return `${verb} { ${origin.name} as ${as} } from ${JSON.stringify(origin.file)};`;
              })
              .join(" ");
          }),
        ),
      }));
      bundler.onLoad({ filter: behind }, ({ path }) => ({ contents: readFileSync(path, "utf8").replace(PASSED_ON, "") }));
    },
  };
}
