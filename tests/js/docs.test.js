// Every snippet of README and docs is run, and prints what the text says. The language after the fence tells how:
//
//   ```js        a module; `console.log(...); // text` prints that text, in order
//   ```console   lines that begin with "$ " are run by bash in one folder; what follows is what they print, standard error included
//   ```bash      scripts: tests/matrix/parallel.test.js runs those of cli.md
//   others       are not code of ours (html, text, python: their tests are named in tests/)

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import test, { after } from "node:test";

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
  return [...text.matchAll(/^```([\w-]*)\n([\s\S]*?)^```$/gm)].map(({ 1: language, 2: body, index }) => ({ language, text: body, line: text.slice(0, index).split("\n").length + 1 }));
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
