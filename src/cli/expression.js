// A formula on the command line, `--lr-lambda "0.95 ** epoch"`: arithmetic with one variable and nothing else, so that it may come from anywhere.
//
//   choice := compare ("?" choice ":" choice)?      compare := sum (("<" | "<=" | ">" | ">=") sum)?      sum := product (("+" | "-") product)*
//   product := sign (("*" | "/" | "%") sign)*       sign := "-" sign | power                               power := atom ("**" sign)?
//   atom := number | variable | pi | function "(" choice ("," choice)* ")" | "(" choice ")"

import { quote, UsageError } from "./usage.js";

/** @typedef {(x: number) => number} Formula */

/** @type {Record<string, (...args: number[]) => number>} */
const FUNCTIONS = { abs: Math.abs, ceil: Math.ceil, cos: Math.cos, exp: Math.exp, floor: Math.floor, log: Math.log, max: Math.max, min: Math.min, pow: Math.pow, sin: Math.sin, sqrt: Math.sqrt };
/** @type {Record<string, (a: number, b: number) => number>} */
const OPERATORS = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "%": (a, b) => a % b,
  "<": (a, b) => +(a < b), "<=": (a, b) => +(a <= b), ">": (a, b) => +(a > b), ">=": (a, b) => +(a >= b),
};
const MAX_LENGTH = 1000;
const MAX_DEPTH = 100;

/** Reads a formula. @param {string} what the flag, for messages @param {string} text @param {string} variable @returns {Formula} @throws {UsageError} */
export function readFormula(what, text, variable) {
  /** @param {string} why @returns {never} */
  const fail = (why) => {
    throw new UsageError(`${what} is ${quote(text)}; ${why}; it is arithmetic with ${variable}: + - * / % **, < <= > >=, a ? b : c, ( ), pi, ${Object.keys(FUNCTIONS).join(", ")}`);
  };
  if (text.length > MAX_LENGTH) fail(`it has ${text.length} characters, more than ${MAX_LENGTH}`);
  const tokens = [...text.matchAll(/\s*((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|\*\*|<=|>=|\S)/g)].map(([, token]) => token);
  let at = 0;
  let depth = 0;
  const is = (/** @type {string[]} */ ...wanted) => wanted.includes(tokens[at]);
  const expect = (/** @type {string} */ token) => (is(token) ? at++ : fail(`expected "${token}" before ${tokens[at] === undefined ? "its end" : `"${tokens[at]}"`}`));

  /** @param {() => Formula} part @param {string[]} operators @returns {Formula} */
  const chain = (part, operators) => {
    let left = part();
    while (is(...operators)) {
      const operator = OPERATORS[tokens[at++]];
      const [a, b] = [left, part()];
      left = (x) => operator(a(x), b(x));
    }
    return left;
  };
  /** @returns {Formula} */
  const choice = () => {
    if (++depth > MAX_DEPTH) fail("it nests too deeply");
    const condition = chain(() => chain(() => chain(sign, ["*", "/", "%"]), ["+", "-"]), ["<", "<=", ">", ">="]);
    let result = condition;
    if (is("?")) {
      at++;
      const yes = choice();
      expect(":");
      const no = choice();
      result = (x) => (condition(x) ? yes(x) : no(x));
    }
    depth--;
    return result;
  };
  /** @returns {Formula} */
  const sign = () => {
    if (!is("-")) return power();
    at++;
    if (++depth > MAX_DEPTH) fail("it nests too deeply");
    const part = sign();
    depth--;
    return (x) => -part(x);
  };
  /** @returns {Formula} */
  const power = () => {
    const base = atom();
    if (!is("**")) return base;
    at++;
    if (++depth > MAX_DEPTH) fail("it nests too deeply");
    const exponent = sign();
    depth--;
    return (x) => base(x) ** exponent(x);
  };
  /** @returns {Formula} */
  const atom = () => {
    const token = tokens[at++];
    if (token === undefined) return fail("it ends too early");
    if (token === "(") {
      const inside = choice();
      expect(")");
      return inside;
    }
    if (/^[\d.]+/.test(token) && token !== ".") return () => Number(token);
    if (token === variable) return (x) => x;
    if (token === "pi") return () => Math.PI;
    if (!Object.hasOwn(FUNCTIONS, token)) return fail(`it says "${token}", which is not known`);
    const call = FUNCTIONS[token];
    expect("(");
    const parts = [choice()];
    while (is(",")) {
      at++;
      parts.push(choice());
    }
    expect(")");
    return (x) => call(...parts.map((part) => part(x)));
  };

  const formula = choice();
  if (at < tokens.length) fail(`it says "${tokens[at]}" where it should have ended`);
  return formula;
}
