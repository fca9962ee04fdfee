// Writes the API reference from the types that ship: `node src/gen/api.mjs FILE`. Needs dist/ (`./build.sh package`).
//
// Every entry of package.json's exports map that has types becomes a chapter: what its file says of itself, then its functions, classes and values with the
// comments of the source, then the types that those name. What two entries share is described in the first.

import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
/** Entries for the page and the element, which may change in any version. */
const INTERNAL = ["./parts"];
/** @type {[entry: string, file: string][]} */
const entries = Object.entries(manifest.exports).filter(([path, target]) => target.types && !INTERNAL.includes(path)).map(([path, target]) => [path.replace(/^\./, manifest.name), resolve(target.types)]);
const program = ts.createProgram(entries.map(([, file]) => file), { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022, types: [], lib: ["lib.es2023.d.ts", "lib.dom.d.ts"] });
const checker = program.getTypeChecker();

/** Where a symbol is described: entry by symbol. @type {Map<ts.Symbol, string>} */
const described = new Map();
/** Type names that signatures of the chapter use and that are ours. @type {Set<ts.Symbol>} */
let mentioned = new Set();

/** @param {ts.Symbol} symbol */
const original = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
/** @param {ts.Symbol} symbol */
const isOurs = (symbol) => symbol.declarations?.some((declaration) => declaration.getSourceFile().fileName.includes("/dist/")) === true;
/** @param {ts.Symbol} symbol */
const isType = (symbol) => (symbol.flags & (ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Interface)) !== 0 && !(symbol.flags & ts.SymbolFlags.Value);

/** The type itself, where one file only gives another's a name of its own and it is the same name. @param {ts.Symbol} symbol @returns {ts.Symbol} */
function source(symbol) {
  const declaration = symbol.declarations?.[0];
  const type = declaration && ts.isTypeAliasDeclaration(declaration) ? declaration.type : undefined;
  const target = type && ts.isImportTypeNode(type) && type.qualifier ? checker.getSymbolAtLocation(type.qualifier) : undefined;
  return target && target.name === symbol.name ? source(original(target)) : symbol;
}

/** A declaration without its comments and modifiers; notes the types it names. @param {ts.Node} node */
function textOf(node) {
  const visit = (/** @type {ts.Node} */ part) => {
    const name = ts.isTypeReferenceNode(part) ? part.typeName : ts.isImportTypeNode(part) ? part.qualifier : undefined;
    const symbol = name && checker.getSymbolAtLocation(name);
    if (symbol && isOurs(original(symbol))) mentioned.add(source(original(symbol)));
    ts.forEachChild(part, visit);
  };
  visit(node);
  return node
    .getText()
    .replace(/\/\*\*[\s\S]*?\*\/\s*/g, "")
    .replace(/import\("[^"]+"\)\./g, "")
    .replace(/^(export |declare |default )+/, "")
    .replace(/^ +/gm, (blanks) => " ".repeat(Math.max(0, blanks.length - node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).character) >> 1));
}

/** Text of a comment: {@link x} as code. @param {ts.SymbolDisplayPart[] | undefined} parts */
const prose = (parts) => ts.displayPartsToString(parts).trim();

/** What a comment says, with its parameters, results, errors and examples. @param {string} text @param {readonly ts.JSDocTagInfo[]} tags */
function comment(text, tags) {
  const of = (/** @type {string} */ name) => tags.filter((tag) => tag.name === name).map((tag) => prose(tag.text));
  const parameters = of("param").map((line) => line.replace(/^(\S+)\s*/, "`$1` ")).filter((line) => /^`\S+` ./.test(line));
  const results = [...of("returns"), ...of("return")].filter(Boolean);
  return [
    text,
    parameters.map((line) => `- ${oneLine(line)}`).join("\n"),
    results.map((line) => `Returns ${oneLine(line)}.`.replace(/\.\.$/, ".")).join("\n\n"),
    of("throws").filter(Boolean).map((line) => `- throws ${oneLine(line).replace(/^\{([^}]*)\}/, (_, type) => type.split(/\s*\|\s*/).map((/** @type {string} */ name) => `\`${name}\``).join(" or ") + ":")}`).join("\n"),
    of("deprecated").map((line) => `Deprecated: ${line}`).join("\n\n"),
    of("example").map((code) => `\`\`\`js\n${code}\n\`\`\``).join("\n\n"),
  ].filter(Boolean).join("\n\n");
}

/** @param {string} text */
const oneLine = (text) => text.replace(/\s*\n\s*/g, " ");

/** @param {ts.Symbol} symbol */
const commentOf = (symbol) => comment(prose(symbol.getDocumentationComment(checker)), symbol.getJsDocTags(checker));

/** @param {string[]} lines */
const code = (lines) => `\`\`\`ts\n${lines.join("\n")}\n\`\`\``;

/** @param {ts.Symbol} symbol @param {string} name @returns {string} */
function chapterPart(symbol, name) {
  const declarations = symbol.declarations ?? [];
  const declaration = declarations[0];
  if (ts.isClassDeclaration(declaration)) return classPart(symbol, declaration, name);
  if (ts.isFunctionDeclaration(declaration)) return `### ${name}\n\n${code(declarations.map(textOf))}\n\n${commentOf(symbol)}`;
  const shown = ts.isVariableDeclaration(declaration) ? `const ${textOf(declaration)}` : textOf(declaration);
  const type = ts.isVariableDeclaration(declaration) && declaration.type;
  const same = type && ts.isTypeQueryNode(type) && checker.getSymbolAtLocation(ts.isIdentifier(type.exprName) ? type.exprName : type.exprName.right);
  if (type && ts.isImportTypeNode(type) && type.isTypeOf && type.qualifier) {
    const target = checker.getSymbolAtLocation(type.qualifier);
    if (target) return `### ${name}\n\n${code((original(target).declarations ?? []).map(textOf))}\n\n${[prose(symbol.getDocumentationComment(checker)), commentOf(original(target))].filter(Boolean).join("\n\n")}`;
  }
  // The description's type is as long as the tables of the core.
  return `### ${name}\n\n${shown.length > 1500 ? "" : `${code([same ? shown : shown])}\n\n`}${commentOf(symbol)}`;
}

/** @param {ts.Symbol} symbol @param {ts.ClassDeclaration} declaration @param {string} name */
function classPart(symbol, declaration, name) {
  const base = declaration.heritageClauses?.[0]?.types[0]?.getText();
  const hidden = (/** @type {ts.ClassElement} */ member) => {
    const text = member.name?.getText() ?? "";
    return text.startsWith("#") || text.startsWith("_") || /^(connected|disconnected|attributeChanged|adopted|connectedMove)\w*Callback$/.test(text) || (ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
  };
  const constructors = declaration.members.filter(ts.isConstructorDeclaration);
  const members = declaration.members.filter((member) => !ts.isConstructorDeclaration(member) && member.name && !hidden(member));
  const parts = [`### ${name}${base && /^[A-Z]\w*$/.test(base) && base !== "HTMLElement" ? `\n\nExtends ${base}.` : ""}`, commentOf(symbol)];
  if (constructors.length) {
    parts.push(code(constructors.map((each) => textOf(each).replace(/^constructor/, `new ${name}`))));
    const documented = constructors.map((each) => {
      const signature = checker.getSignatureFromDeclaration(each);
      return signature ? comment("", signature.getJsDocTags()) : "";
    });
    parts.push([...new Set(documented.join("\n").split("\n").filter(Boolean))].join("\n"));
  }
  /** @type {Map<string, ts.ClassElement[]>} */
  const byName = new Map();
  for (const member of members) byName.set(member.name?.getText() ?? "", [...(byName.get(member.name?.getText() ?? "") ?? []), member]);
  for (const [memberName, nodes] of byName) {
    const memberSymbol = checker.getSymbolAtLocation(/** @type {ts.Node} */ (nodes[0].name));
    const isMethod = nodes.some((node) => ts.isMethodDeclaration(node) || ts.isMethodSignature(node));
    const isStatic = (ts.getCombinedModifierFlags(nodes[0]) & ts.ModifierFlags.Static) !== 0;
    const said = memberSymbol ? commentOf(memberSymbol) : "";
    if ((!said && isStatic) || memberName === "dataset") continue; // dataset is the DOM's own
    const setterOnly = nodes.length > 1 && nodes.every((node) => ts.isAccessor(node)) ? nodes.filter(ts.isGetAccessor) : nodes;
    parts.push(`#### ${isStatic ? `${name}.` : ""}${memberName}${isMethod ? "()" : ""}`, code(setterOnly.map(textOf)), said);
  }
  return parts.filter(Boolean).join("\n\n");
}

/** The element as authors see it: its attributes, events and custom properties, from its schema and custom-elements.json. */
async function elementTables() {
  const { rows } = await import(pathToFileURL(resolve("dist/element-schema.js")).href);
  const { attributes, events, cssProperties, cssParts } = JSON.parse(readFileSync("dist/custom-elements.json", "utf8")).modules[0].declarations[0];
  const cell = (/** @type {string} */ text) => oneLine(text).replaceAll("|", "\\|");
  const table = (/** @type {string[]} */ head, /** @type {string[][]} */ rows) => [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");
  const values = (/** @type {string} */ name) => {
    const { choices, min, max, kind, most } = rows.find((/** @type {any} */ row) => row.attribute === name);
    if (kind === "list") return `${most ? `up to ${most}` : "any"} of ${choices.join(", ")}`;
    if (choices) return choices.join(", ");
    if (min !== undefined) return `${min} to ${max}`;
    return kind === "number" || kind === "integer" ? "as in StepLR" : "";
  };
  const initial = (/** @type {string} */ json) => (json === '""' ? "" : `\`${json.replace(/^"|"$/g, "")}\``);
  return `### Attributes

A value that cannot be used leaves the figure as it was; a message in the figure and \`lab-error\` name the attribute.

${table(["attribute", "property", "values", "default", ""], attributes.map((/** @type {any} */ row) => [`\`${row.name}\``, row.fieldName === row.name ? "" : `\`${row.fieldName}\``, values(row.name), initial(row.default), row.description]))}

### Events

All bubble and leave the shadow; what is listed is \`event.detail\`.

${table(["event", ""], events.map((/** @type {any} */ row) => [`\`${row.name}\``, row.description]))}

### Looks

${table(["custom property", ""], cssProperties.map((/** @type {any} */ row) => [`\`${row.name}\``, row.description]))}

Parts for \`::part()\`: ${cssParts.map((/** @type {any} */ row) => `\`${row.name}\``).join(", ")}.`;
}

/** What a file says of itself: the comment before its first import. @param {string} file */
function introduction(file) {
  const lines = readFileSync(file.replace(/\.d\.ts$/, ".js"), "utf8").split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//"));
  return oneLine(lines.slice(0, Math.max(0, end)).map((line) => line.slice(3)).join("\n")).replace(/ Written by src\/gen\/\S+$/, "").replace(/<[\w-]+>/g, "`$&`");
}

const element = await elementTables();
const chapters = entries.map(([entry, file]) => {
  mentioned = new Set();
  const module = checker.getSymbolAtLocation(/** @type {ts.SourceFile} */ (program.getSourceFile(file)));
  const all = module ? checker.getExportsOfModule(module).filter((symbol) => !isType(original(symbol))) : [];
  const own = all.filter((symbol) => !described.has(original(symbol)));
  const elsewhere = all.filter((symbol) => described.has(original(symbol)));
  const parts = [];
  for (const symbol of own) {
    if (described.has(original(symbol))) continue; // a second name in the same entry, such as default
    const name = symbol.name === "default" ? (own.find((other) => other !== symbol && original(other) === original(symbol))?.name ?? "default") : symbol.name;
    described.set(original(symbol), entry);
    parts.push(chapterPart(original(symbol), name));
  }
  if (elsewhere.length) parts.push(`Also here, as in \`${described.get(original(elsewhere[0]))}\`: ${elsewhere.map(({ name }) => `\`${name}\``).join(", ")}.`);
  const types = [];
  for (const symbol of mentioned) {
    if (described.has(symbol) || !isType(symbol)) continue; // printing adds to the set, and the loop comes by those too
    described.set(symbol, entry);
    types.push(`#### ${symbol.name}\n\n${code((symbol.declarations ?? []).map(textOf))}\n\n${commentOf(symbol)}`.trim());
  }
  // Of the types some are exported by name; the others, parts of those, only explain them.
  const byName = module ? checker.getExportsOfModule(module).filter((symbol) => described.get(source(original(symbol))) === entry && isType(original(symbol))).map(({ name }) => `\`${name}\``) : [];
  if (types.length) parts.push(`### Types of ${entry}`, byName.length ? `Exported by name: ${byName.sort().join(", ")}.` : "", ...types);
  if (entry === "step-decay/element") parts.unshift(element);
  return `## ${entry}\n\n${[introduction(file), ...parts].filter(Boolean).join("\n\n")}`;
});

const files = Object.entries(manifest.exports).filter(([, target]) => typeof target === "string").map(([path]) => `\`${path.replace(/^\./, manifest.name)}\``);
writeFileSync(
  process.argv[2],
  `# API reference

Written by \`./build.sh docs\` from the types that ship; a test tells when it is out of date. Numbers: [numbers.md](numbers.md). The command: [cli.md](cli.md). The element in your pages: [embedding.md](embedding.md).

${entries.map(([entry]) => `- [\`${entry}\`](#${entry.toLowerCase().replace(/[^\w-]/g, "")})`).join("\n")}
- files: ${files.join(", ")}
- for the page and the element only, and free to change: ${INTERNAL.map((path) => `\`${path.replace(/^\./, manifest.name)}\``).join(", ")}

Errors: a wrong type is a TypeError, a value out of range a RangeError, anything else an Error; they carry \`code\` (but for toCode() of the element in an unknown language, and for workers: one that does not start, fails or was ended), and where it applies \`field\`, \`value\`, \`min\` and \`max\`. A call that throws leaves everything as it was.

${chapters.join("\n\n")}
`.replace(/[ \t]+$/gm, "").replace(/\n{3,}/g, "\n\n"),
);
