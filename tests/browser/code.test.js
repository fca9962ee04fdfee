// The settings as code, the three mistakes, the C that runs, and the fingerprint that two readers compare.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { init, StepLR } from "step-decay";
import { description } from "step-decay/description";
import { COMPARED } from "../../web/sections/settings.js";
import { browserForTests, chartOf, eventually, linkOf, playTo, sectionOf } from "./harness.js";

const { open } = browserForTests();
await init();
const printedOf = async (page) => (await page.locator("#code-printed").innerText()).trim().split("\n");

test("the code has the numbers of now, and prints the rates of the epochs", () =>
  open({ query: "?lr=0.01&gamma=0.1&stepSize=10&epochs=30" }, async (page) => {
    await sectionOf(page, "code");
    const code = await page.locator("#code-text").innerText();
    for (const part of ["torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)", "StepLR(optimizer, step_size=10, gamma=0.1)", "range(30)"]) assert.ok(code.includes(part), part);
    assert.ok(code.indexOf("get_last_lr") < code.indexOf("    scheduler.step()"), "read before the step");
    const printed = await printedOf(page);
    const schedule = new StepLR({ lr: 0.01, stepSize: 10, gamma: 0.1 });
    assert.equal(printed.length, 30);
    printed.forEach((line, t) => assert.equal(line, `周期 ${t + 1}, 学习率: ${Number(schedule.at(t).toPrecision(6))}`));
  }));

test("each mistake changes the code and what it prints; the last makes epoch 10 look like 0.001", () =>
  open({ query: "?lr=0.01&gamma=0.1&stepSize=10&epochs=30" }, async (page) => {
    await sectionOf(page, "code");
    const right = await printedOf(page);
    assert.equal(right[9], "周期 10, 学习率: 0.01");
    for (const [mistake, tenth] of [["order", /^周期 10, 学习率: 0\.001 .*本该是 0\.01/], ["batch", /^周期 10, 学习率: 0 .*本该是 0\.01|e-/], ["print", /^周期 10, 学习率: 0\.001 .*训练时用的是 0\.01/]]) {
      await page.check(`#mistake-${mistake}`, { force: true });
      assert.match((await printedOf(page))[9], tenth);
      assert.equal(await page.locator("#code-text mark").count(), 1);
      assert.ok((await page.locator("#code-note").textContent()).length > 60);
      assert.equal((await linkOf(page)).searchParams.get("mistake"), mistake);
    }
  }));

test("a growing rate runs into inf where there is a step every batch, chosen in the link or on the page", async () => {
  await open({ query: "?gamma=3&mistake=batch" }, async (page) => {
    await sectionOf(page, "code");
    assert.match((await printedOf(page)).at(-1), /^周期 50, 学习率: inf .*本该是 0\.27/);
    assert.equal(await page.locator("#code-printed").count(), 1);
  });
  await open({ query: "?lr=1&gamma=1.5&stepSize=2&epochs=30" }, async (page) => {
    await sectionOf(page, "code");
    await page.check("#mistake-batch", { force: true });
    assert.match((await printedOf(page))[29], /inf/);
  });
});

test("every library has a listing, in both languages, with the reader's optimizer", () =>
  open({ query: "?optimizer=Adam&lr=0.003" }, async (page) => {
    await sectionOf(page, "code");
    for (const [library, wanted] of [["pytorch", "torch.optim.Adam("], ["keras", "keras.optimizers.Adam(learning_rate=0.003"], ["optax", "optax.adam(schedule"], ["tfjs", "tf.train.adam(0.003)"], ["step-decay", 'optimizer: { name: "Adam", lr: 0.003 }']]) {
      await page.check(`#code-${library}`, { force: true });
      const code = await page.locator("#code-text").innerText();
      assert.ok(code.includes(wanted), library);
      if (["tfjs", "step-decay"].includes(library)) assert.match(code, /^import \{[ \w,]+\} from "step-decay";$/m);
      assert.equal(await page.locator('[data-key="mistake"]').isVisible(), library === "pytorch");
      assert.ok((await printedOf(page)).length >= 4);
    }
  }));

test("the listing for Node follows the reader's table, from numbers to predict to classes, and has the changes mid-run", () =>
  open({ query: "?code=step-decay&epochs=9&edits=4:0.05&lang=en" }, async (page) => {
    const code = () => page.locator("#code-text").innerText();
    await sectionOf(page, "code");
    assert.match(await code(), /trainer\.run\(4\);\ntrainer\.optimizer\.paramGroups\[0\]\.lr = 0\.05; .*\ntrainer\.run\(5\);/);
    assert.match(await page.locator("#code-note").textContent(), /then prints the losses.*changed mid-run/);
    assert.equal(await page.getByText("It prints first", { exact: true }).count(), 1);
    await page.click("#own > summary");
    for (const [table, loss] of [[(i) => `${i},${i / 3}`, "mse"], [(i) => `${i},${i % 2}`, "cross-entropy"]]) {
      await page.fill("#own-text", Array.from({ length: 20 }, (_, i) => table(i)).join("\n"));
      await page.click("#own-use");
      await eventually(async () => /loss: "([^"]*)"/.exec(await code())[1], loss);
    }
    await page.click("#midrun button.quiet");
    await eventually(async () => /paramGroups/.test(await code()), false);
    assert.doesNotMatch(await page.locator("#code-note").textContent(), /mid-run/);
  }));

test("the code is copied whole", () =>
  open({ query: "?lang=en" }, async (page) => {
    await sectionOf(page, "code");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const says = page.waitForFunction(() => document.querySelector("#copy-code").textContent === "Copied"); // it says so for a moment only
    await page.click("#copy-code");
    await says;
    assert.equal((await page.evaluate(() => navigator.clipboard.readText())).trim(), (await page.locator("#code-text").innerText()).trim());
  }));

test("the C on the page is the C in the tree", () =>
  open({}, async (page) => {
    await sectionOf(page, "inside");
    for (const [group, file, names] of [["schedule", "schedule.c", ["step_lr_at", "step_lr_next"]], ["network", "kernels.c", ["dense_forward", "relu_forward", "cross_entropy"]], ["optimizer", "optimizer.c", ["sgd_step"]], ["surface", "surface.c", ["surface_walk"]], ["simd", "simd_product.h", ["product", "product_tile"]]]) {
      await page.check(`#source-${group}`, { force: true });
      const source = readFileSync(`src/core/${file}`, "utf8");
      for (const name of names) {
        const text = await page.locator(`pre[aria-label="${name}"]`).innerText();
        assert.ok(source.includes(text.trim()), name);
        assert.ok(text.trim().endsWith("}"));
      }
    }
    assert.ok((await page.locator("#wasm-size").textContent()).includes(readFileSync("dist/core.wasm").length.toLocaleString("en")));
  }));

test("the speed is measured when asked, without freezing the page", () =>
  open({ query: "?lang=en" }, async (page) => {
    await sectionOf(page, "inside");
    await page.click("#measure");
    await page.waitForFunction(() => /updates a second/.test(document.querySelector("#speed").textContent));
  }));

test("the same link gives the same fingerprint; another seed gives another", async () => {
  const prints = [];
  for (const query of ["?speed=fast&epochs=8&lang=en", "?speed=fast&epochs=8&lang=en", "?speed=fast&epochs=8&lang=en&seed=8"])
    await open({ query }, async (page) => {
      await playTo(page, 8);
      await sectionOf(page, "inside");
      await page.waitForFunction(() => /8 epochs/.test(document.querySelector("#fingerprint").textContent));
      prints.push(/[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}/.exec(await page.locator("#fingerprint").textContent())[0]);
      await page.fill("#other-print", prints[0].toUpperCase());
      assert.match(await page.locator("#print-verdict").textContent(), prints.length < 3 ? /^The same/ : /^Not the same/);
    });
  assert.equal(prints[0], prints[1]);
  assert.notEqual(prints[0], prints[2]);
});

test("any other schedule can be laid over the staircase, over the same epochs", () =>
  open({ query: "?epochs=40" }, async (page) => {
    await sectionOf(page, "chart");
    assert.deepEqual([...COMPARED].sort(), description.schedules.map(({ name }) => name).filter((name) => name !== "StepLR").sort());
    const select = page.locator('[data-key="compare"] select');
    for (const name of COMPARED.filter((each) => each !== "ReduceLROnPlateau")) {
      await select.selectOption(name);
      await page.waitForFunction((wanted) => document.querySelector("#staircase .js-plotly-plot").data[1]?.name === wanted, name);
      const { x, y } = (await chartOf(page, "staircase")).data[1];
      assert.deepEqual([x[0], x.at(-1)], [0, 40], name);
      assert.ok(y.every((rate) => rate === null || (rate >= 0 && rate <= 0.0101)), name);
      assert.ok((await page.locator("#staircase-summary").textContent()).includes(name), name);
    }
    await select.selectOption("ReduceLROnPlateau");
    assert.match(await page.locator("#staircase-summary").textContent(), /先在下面训练一次/);
  }));

test("the axis is switched between log and linear, by keyboard, and the link keeps it", () =>
  open({}, async (page) => {
    await page.focus("#scale-log");
    await page.keyboard.press("ArrowRight");
    await eventually(async () => (await chartOf(page, "staircase")).layout.yaxis.type, "linear");
    assert.equal((await chartOf(page, "staircase")).layout.yaxis.range[0], 0);
    assert.equal((await linkOf(page)).searchParams.get("scale"), "linear");
  }));

test("a lesson can leave sections and controls out by its link", () =>
  open({ query: "?hide=choose,inside,seed,numbers" }, async (page) => {
    for (const selector of ["#choose", "#inside", "#numbers"]) assert.equal(await page.locator(selector).isVisible(), false, selector);
    await page.click("#more > summary");
    assert.equal(await page.locator('[data-key="seed"]').isVisible(), false);
    assert.ok(await page.locator('[data-key="batchSize"]').isVisible());
    assert.ok(await page.locator("#code").isVisible());
  }));
