// Every snippet of README and docs is run, and prints what the text says. The language after the fence tells how:
//
//   ```js        a module; `console.log(...); // text` prints that text, in order
//   ```console   lines that begin with "$ " are run by bash in one folder; what follows is what they print, standard error included
//   ```bash      scripts: tests/matrix/parallel.test.js runs those of cli.md, tests/matrix/sites.test.js those of embedding.md
//   any, after a path in backticks with a colon: a file of a site, tests/matrix/sites.test.js
//   others       are not code of ours (html, text, python: their tests are named in tests/)

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import test, { after } from "node:test";
import { inspect } from "node:util";
import ts from "typescript";

const folder = mkdtempSync(join(tmpdir(), "step-decay-docs-"));
after(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
symlinkSync(resolve("."), join(folder, "node_modules/step-decay"));
symlinkSync(resolve("dist/cli/main.js"), join(folder, "node_modules/.bin/step-decay"));
symlinkSync(resolve("node_modules/@tensorflow"), join(folder, "node_modules/@tensorflow"));
const environment = { ...process.env, LC_ALL: "C.UTF-8", NO_COLOR: "1", PATH: join(folder, "node_modules/.bin") + delimiter + process.env.PATH };

const files = ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", ...readdirSync("docs").filter((name) => name.endsWith(".md") && name !== "api.md").map((name) => `docs/${name}`)].filter((file) => existsSync(file));

/** @param {string} file @returns {{ language: string, text: string, line: number }[]} */
function snippets(file) {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^(`[^`\n]+`:\n\n)?```([\w-]*)\n([\s\S]*?)^```$/gm)].map(({ 1: path = "", 2: language, 3: body, index }) => ({ language: path ? "file" : language, text: body, line: text.slice(0, index + path.length).split("\n").length + 1 }));
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  const { stdout, status, error } = spawnSync(command, args, { cwd: folder, encoding: "utf8", env: environment, timeout: 120_000, stdio: ["ignore", "pipe", "pipe"] });
  if (error) throw error;
  return { stdout, status };
}

let number = 0;
for (const file of files)
  for (const { language, text, line } of snippets(file)) {
    if (language === "js")
      test(`${file}:${line} runs and prints what it says`, () => {
        const said = [...text.matchAll(/^\s*console\.log\(.*\);\s*\/\/ (.*)$/gm)].map(([, printed]) => printed);
        const script = `snippet${number++}.mjs`;
        writeFileSync(join(folder, script), text);
        const { status, stdout, stderr } = spawnSync(process.execPath, [script], { cwd: folder, encoding: "utf8", env: environment, timeout: 120_000 });
        assert.equal(status, 0, stderr);
        assert.equal(stdout.trimEnd(), said.join("\n"));
      });
    if (language === "console") {
      const commands = [...text.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)];
      test(`${file}:${line} prints what it says`, () => {
        assert.ok(commands.length > 0, "a console snippet begins with $");
        for (const [, command, printed] of commands) assert.equal(run("bash", ["-c", `{ ${command}\n} 2>&1`]).stdout, printed, command);
      });
    }
  }

test("links inside the repository lead to files", () => {
  const missing = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, path]) => path).filter((path) => !existsSync(join(file, "..", path))).map((path) => `${file}: ${path}`),
  );
  assert.deepEqual(missing, []);
});

/** Anchors as GitHub makes them of headings. @param {string} file */
const anchors = (file) => [...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-"));

test("links to a heading lead to one", () => {
  const missing = [...files, "docs/api.md"].flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)].filter(([, path, anchor]) => !anchors(path ? join(file, "..", path) : file).includes(anchor)).map(([link]) => `${file}: ${link}`),
  );
  assert.deepEqual(missing, []);
});

test("docs/api.md is what ./build.sh docs writes", () => {
  const file = join(folder, "api.md");
  const { status, stderr } = spawnSync(process.execPath, ["src/gen/api.mjs", file], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  assert.ok(readFileSync(file, "utf8") === readFileSync("docs/api.md", "utf8"), "out of date: run ./build.sh docs and commit docs/api.md");
});

// Examples in comments of the source are expressions with their values behind them: `s.at(31); // 0.0025`.
test("the examples of the API reference give what they say", async () => {
  const entries = Object.entries(JSON.parse(readFileSync("package.json", "utf8")).exports).filter(([path, target]) => target.types && !/element|define|plotly|tfjs|parts/.test(path));
  const modules = await Promise.all(entries.map(([path]) => import(path.replace(/^\./, "step-decay"))));
  const api = Object.assign({}, ...modules.reverse());
  await modules[modules.length - 1].init();
  const moons = api.makeDataset("moons", { points: 100, seed: 1 });
  const trainer = new api.Trainer({ layers: [2, 8, 2], loss: "cross-entropy", optimizer: { name: "SGD", lr: 0.1 }, data: moons });
  trainer.run(30);
  delete api.default;
  const context = { ...api, data: { ...moons, y: Float32Array.from(moons.y), classes: undefined }, trainer };
  const AsyncFunction = /** @type {any} */ (async () => {}).constructor;

  let checked = 0;
  const wrong = [];
  for (const { text, line } of snippets("docs/api.md").filter(({ language }) => language === "js")) {
    if (/\btf\.|model\.fit|import\.meta/.test(text)) continue; // tests/js/tfjs.test.js and tests/matrix have those
    const file = ts.createSourceFile("example.js", text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
    const said = [];
    const script = file.statements.map((statement) => {
      const [, value] = /^[^\S\n]*\/\/ (.*)/.exec(text.slice(statement.end)) ?? [];
      const code = statement.getText();
      if (value === undefined || !ts.isExpressionStatement(statement)) return code;
      said.push(value);
      return `results.push(${code.replace(/;$/, "")});`;
    });
    const results = [];
    await new AsyncFunction("results", ...Object.keys(context), `{ ${script.join("\n")} }`)(results, ...Object.values(context));
    said.forEach((value, i) => {
      if (/^\w+Array\(|^\d+: /.test(value)) return; // names a kind, or depends on the run
      checked++;
      if (!forms(results[i]).some((form) => value === form || value.startsWith(`${form}, `) || (value.endsWith("...'") && form.startsWith(value.slice(1, -4))))) wrong.push(`docs/api.md:${line}: says ${value}, is ${forms(results[i])[0]}`);
    });
  }
  assert.deepEqual(wrong, []);
  assert.ok(checked >= 20, `${checked} examples`);
});

/** How a value may be written in a comment. @param {any} value */
function forms(value) {
  if (typeof value === "string") return [JSON.stringify(value), value];
  if (ArrayBuffer.isView(value)) return [Array.from(/** @type {any} */ (value)).join(", ")];
  return [String(value), inspect(value, { compact: true, breakLength: Infinity }).replaceAll("'", '"').replaceAll("[ ", "[").replaceAll(" ]", "]")];
}
