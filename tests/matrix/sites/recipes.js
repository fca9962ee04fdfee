// docs/embedding.md as files and commands, by section: a path in backticks with a colon, alone on its line, names the block below it; bash blocks are what is run.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../project.js";

const text = readFileSync(join(root, "docs/embedding.md"), "utf8");

/** @type {Record<string, { text: string, files: Record<string, string>, commands: string[] }>} */
export const recipes = Object.fromEntries(
  text.split(/^## /m).slice(1).map((section) => [
    section.slice(0, section.indexOf("\n")),
    {
      text: section,
      files: Object.fromEntries([...section.matchAll(/^`([^`\n]+)`:\n\n```\w+\n([\s\S]*?)^```$/gm)].map(([, path, body]) => [path, body])),
      commands: [...section.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, body]) => body),
    },
  ]),
);
