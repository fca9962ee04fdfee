// CSV as people have it, and what is wrong with it told by line and column.

import assert from "node:assert/strict";
import test from "node:test";
import { parseCsv } from "step-decay/csv";

const plain = ({ x, y, ...rest }) => ({ x: [...x], y: [...y], ...rest });

test("features, and classes by their names", () => {
  assert.deepEqual(plain(parseCsv("width,kind\n1.5,b\n2.5,a\n")), { x: [1.5, 2.5], y: [1, 0], features: 1, classes: 2, featureNames: ["width"], classNames: ["a", "b"] });
});

test("a byte order mark, CRLF, CR, quotes and blank lines at the end change nothing", () => {
  const expected = plain(parseCsv("a,b,kind\n1,2,x\n3,4,y\n"));
  for (const text of ["\uFEFFa,b,kind\r\n1,2,x\r\n3,4,y\r\n", "a,b,kind\r1,2,x\r3,4,y", '"a","b","kind"\n"1","2","x"\n"3","4","y"', "a,b,kind\n1,2,x\n3,4,y\n\n \n\n", "a;b;kind\n1;2;x\n3;4;y\n", "a\tb\tkind\n 1 \t+2\tx\n3.0\t4e0\ty"])
    assert.deepEqual(plain(parseCsv(text)), expected, JSON.stringify(text));
});

test("quotes hold delimiters, line ends and doubled quotes, and lines are still counted", () => {
  const { classNames, featureNames } = parseCsv('"a, ""b""",kind\n1,"x\ny"\n2,"z,"\n');
  assert.deepEqual([featureNames, classNames], [['a, "b"'], ["x\ny", "z,"]]);
  assert.throws(() => parseCsv('a,kind\n1,"x\ny"\n?,z\n'), { code: "CSV_CELL", line: 4, column: 1 });
});

test("without a header all lines are rows", () => {
  assert.deepEqual(plain(parseCsv("1,2,0\n3,4,1\n")), { x: [1, 2, 3, 4], y: [0, 1], features: 2, classes: 2, featureNames: ["column 1", "column 2"], classNames: ["0", "1"] });
  assert.deepEqual([...parseCsv("1,2\n3,4\n", { header: true }).x], [3]);
});

test("whole numbers as classes sort by value", () => {
  assert.deepEqual(parseCsv("1,10\n1,9\n1,2\n").classNames, ["2", "9", "10"]);
});

test("the target by name, by number, as numbers", () => {
  const text = "y,a,b\n1.5,1,2\n2.5,3,4\n";
  const expected = { x: [1, 2, 3, 4], y: [1.5, 2.5], features: 2, featureNames: ["a", "b"] };
  assert.deepEqual(plain(parseCsv(text, { target: "y", kind: "numbers" })), expected);
  assert.deepEqual(plain(parseCsv(text, { target: 1, kind: "numbers" })), expected);
  assert.throws(() => parseCsv(text, { target: "z" }), { name: "RangeError", field: "target", message: /"y", "a", "b"/ });
  assert.throws(() => parseCsv(text, { target: 4 }), { name: "RangeError", field: "target" });
  assert.throws(() => parseCsv("1,2\n", { target: "a", header: false }), { field: "target" });
});

test("what is wrong is named by line and column", () => {
  for (const [text, line, column, message] of [
    ["a,b,c\n1,2,x\n3,foo,y\n", 3, 2, 'line 3, column 2 (b): "foo" is not a number'],
    ["a,b,c\n1,,x\n", 2, 2, "line 2, column 2 (b): the cell is empty; must be a number"],
    ["a,b,c\n1,2,\n", 2, 3, "line 2, column 3 (c): the cell is empty; must be the name of a class"],
    ["a,b,c\n1,2\n", 2, 3, "line 2 has 2 cells; must have 3, as line 1"],
    ["a,b,c\n1,2,x,9\n", 2, 4, "line 2 has 4 cells; must have 3, as line 1"],
    ["a,b,c\n1,2,x\n\n3,4,y\n", 3, 2, "line 3 has no cells; must have 3, as line 1"],
    ["a,b\n1e39,x\n", 2, 1, 'line 2, column 1 (a): "1e39" is beyond float32, 3.4e38'],
    ["a,b\n0x10,x\n", 2, 1, 'line 2, column 1 (a): "0x10" is not a number'],
    ["a,b\nNaN,x\n", 2, 1, 'line 2, column 1 (a): "NaN" is not a number'],
    ["a,b\nInfinity,x\n", 2, 1, 'line 2, column 1 (a): "Infinity" is not a number'],
    ["a,b\n1 2,x\n", 2, 1, 'line 2, column 1 (a): "1 2" is not a number'],
    ['a,b\n1,"x\n', 2, 2, "line 2, column 2: the quote that begins here does not end"],
    ['a,b\n1,"x"y\n', 2, 2, "line 2, column 2: text after the closing quote"],
    ["a,b\n", 2, 1, "the table has a header and no rows"],
    ["", 1, 1, "the table is empty; must have a row of numbers at least"],
    [" \n\n", 1, 1, "the table is empty; must have a row of numbers at least"],
    ...["a\n1\n", "1 2\n3 4\n", "1|2\n", "1，2\n", "# a comment\n1,2\n"].map((text) => [text, 1, 1, "line 1 has 1 cell; must have 2 at least, features and a target, with commas, semicolons or tabs between"]),
  ])
    assert.throws(() => parseCsv(text), { name: "RangeError", field: "csv", line, column, message }, JSON.stringify(text));
  assert.throws(() => parseCsv("1,2\n", { delimiter: ";" }), { code: "CSV_ONE_COLUMN", message: 'line 1 has 1 cell; must have 2 at least, features and a target, with the delimiter ";" between' });
  assert.throws(() => parseCsv(Array.from({ length: 1002 }, (_, i) => `1,${i}.5\n`).join("")), { code: "CSV_CLASSES", line: 1001 });
});

test("options are checked as everywhere", () => {
  assert.throws(() => parseCsv(/** @type {any} */ (1)), { name: "TypeError", field: "text" });
  assert.throws(() => parseCsv("1,2", /** @type {any} */ ({ headers: true })), { code: "UNKNOWN_OPTION" });
  assert.throws(() => parseCsv("1,2", /** @type {any} */ ({ delimiter: "|" })), { field: "delimiter" });
  assert.throws(() => parseCsv("1,2", /** @type {any} */ ({ kind: "regression" })), { field: "kind" });
});

test("a cell of a megabyte is quoted short", () => {
  assert.throws(() => parseCsv(`a,b\n${"x".repeat(1e6)},y\n`), (error) => error.message.length < 300);
});
