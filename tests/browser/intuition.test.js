// The walkers: they walk where the core says, they start where the reader wants, and the sentence says who is lowest.

import assert from "node:assert/strict";
import test from "node:test";
import { init, StepLR } from "step-decay";
import { descend, surfaceLoss } from "step-decay/surface";
import { browserForTests, eventually, linkOf, placeOf, sectionOf, still, tableOf } from "./harness.js";

const { open } = browserForTests();
await init();

/** Mean loss of the last 30 of 150 steps, by walker. @param {object} settings */
function walked({ start = [-8, 2], seed = 7, gamma = 0.5, stepSize = 15, epochs = 50 } = {}) {
  const shape = new StepLR({ lr: 0.2, stepSize, gamma }).values(epochs);
  const rates = { large: new Float64Array(150).fill(0.2), small: new Float64Array(150).fill(0.006), step: Float64Array.from({ length: 150 }, (_, i) => shape[Math.floor((i / 150) * epochs)]) };
  return Object.fromEntries(
    Object.entries(rates).map(([name, plan]) => {
      const path = descend({ start, rates: plan, noise: 4, seed });
      let sum = 0;
      for (let i = 121; i <= 150; i++) sum += surfaceLoss(path[2 * i], path[2 * i + 1]);
      return [name, sum / 30];
    }),
  );
}

test("step decay ends lowest for nearly every seed, as the lesson says", (t) => {
  let lowest = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const { large, small, step } = walked({ seed });
    if (step < large && step < small) lowest++;
    t.diagnostic(`seed ${seed}: large ${large.toFixed(2)}, small ${small.toFixed(2)}, step decay ${step.toFixed(2)}`);
  }
  assert.ok(lowest >= 18, `${lowest} of 20 seeds`);
});

test("nothing moves before the reader asks; a step is a step; reset goes back", () =>
  open({}, async (page) => {
    await sectionOf(page, "intuition");
    const cursor = page.locator("#walk .cursor");
    const read = () => cursor.getAttribute("aria-valuemax");
    assert.equal(await still(read), "0");
    await page.click("#walk-step");
    await page.click("#walk-step");
    assert.equal(await read(), "2");
    await page.click("#walk-reset");
    assert.equal(await read(), "0");
    assert.match(await page.locator("#walk-summary").textContent(), /三个人都站在 \(-8, 2\)/);
  }));

test("playing walks to the end, and the sentence gives the losses of the core", () =>
  open({ query: "?lang=en", reduced: true }, async (page) => {
    await sectionOf(page, "intuition");
    await page.click("#walk-play"); // with reduced motion the end comes at once
    const { large, small, step } = walked();
    const sentence = await page.locator("#walk-summary").textContent();
    for (const loss of [large, small, step]) assert.ok(sentence.includes(String(Number(loss.toPrecision(3)))), `${loss} in: ${sentence}`);
    assert.match(sentence, /Step decay has settled lowest/);
    assert.equal((await tableOf(page, "walk")).length, 16);
    assert.equal(await page.locator("#walk thead th").count(), 5);
  }));

test("play moves and pause holds", () =>
  open({}, async (page) => {
    await sectionOf(page, "intuition");
    const steps = async () => Number(await page.locator("#walk .cursor").getAttribute("aria-valuemax"));
    await page.click("#walk-play");
    await page.waitForFunction(() => Number(document.querySelector("#walk .cursor").getAttribute("aria-valuemax")) >= 5);
    await page.click("#walk-play");
    const held = await still(steps);
    assert.ok(held < 150, "it was still walking");
  }));

test("the start is dragged by mouse and moved by arrow keys, and is in the link", () =>
  open({}, async (page) => {
    await sectionOf(page, "intuition");
    const handle = page.locator("#walk .handle");
    const from = await placeOf(handle);
    const map = await placeOf(page.locator("#walk canvas"));
    await page.mouse.move(from.x + 22, from.y + 22);
    await page.mouse.down();
    await page.mouse.move(map.x + map.width * 0.75, from.y + 22, { steps: 5 });
    await page.mouse.up();
    const [x, y] = (await linkOf(page)).searchParams.get("start").split(":").map(Number);
    assert.ok(Math.abs(x - 5.25) < 0.2 && Math.abs(y - 2) < 0.1, `${x}:${y}`);
    await handle.focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowDown");
    assert.equal((await linkOf(page)).searchParams.get("start"), `${Number((x - 0.25).toFixed(2))}:${Number((y - 0.25).toFixed(2))}`);
    await page.goBack();
    await page.goBack();
    await eventually(async () => (await linkOf(page)).searchParams.get("start"), `${x}:${y}`);
    await eventually(async () => (await handle.getAttribute("aria-label")).includes(`(${x}, ${y})`), true);
  }));

test("the walk has a name, a sentence, and a cursor for arrow keys", () =>
  open({ query: "?start=3:1", reduced: true }, async (page) => {
    await sectionOf(page, "intuition");
    await page.click("#walk-play");
    assert.match(await page.locator('#walk [role="img"]').getAttribute("aria-label"), /等高线图/);
    const cursor = page.locator("#walk .cursor");
    await cursor.focus();
    await page.keyboard.press("End");
    assert.match(await cursor.getAttribute("aria-valuetext"), /第 150 步，损失：大步 .*步进衰减 .*学习率 0.025/);
  }));
