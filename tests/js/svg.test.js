// The still figure: the same specification as the chart, checked against the schedule's own rates, not against a stored picture.

import assert from "node:assert/strict";
import test from "node:test";
import { ConstantLR, CosineAnnealingLR, ExponentialLR, init, ReduceLROnPlateau, StepLR } from "step-decay";
import { scheduleSvg } from "step-decay/svg";

await init();
const tutorial = () => new StepLR({ lr: 0.01, stepSize: 15, gamma: 0.5 });
const pathOf = (svg) => svg.match(/<path d="([^"]+)" fill="none" stroke="#228be6"/)[1];

test("the line goes along, then down, at every multiple of S, on a log axis", () => {
  const path = pathOf(scheduleSvg(tutorial(), { epochs: 50 }));
  const across = 600 - 66 - 20;
  const x = (t) => Math.round((66 + (t / 50) * across) * 100) / 100;
  assert.match(path, /^M66 [\d.]+(H[\d.]+V[\d.]+){3}H580$/);
  assert.deepEqual([...path.matchAll(/H([\d.]+)/g)].map(([, at]) => Number(at)), [15, 30, 45, 50].map(x));
  const heights = [...path.matchAll(/[MV](?:\d+ )?([\d.]+)/g)].map(([, at]) => Number(at));
  const drops = heights.slice(1).map((height, i) => height - heights[i]);
  for (const drop of drops) assert.ok(Math.abs(drop - drops[0]) < 0.03, "equal factors are equal steps"); // coordinates have two decimals
});

test("title, axes and description are in the language asked for, and only in that", () => {
  const zh = scheduleSvg(tutorial(), { epochs: 50 });
  const en = scheduleSvg(tutorial(), { epochs: 50, lang: "en" });
  assert.match(zh, /<title>步进衰减学习率策略<\/title>/);
  assert.match(zh, /下降 3 次：0.01 → 0.005 → 0.0025 → 0.00125/);
  assert.match(en, /drops 3 times: 0.01 → 0.005 → 0.0025 → 0.00125. The first time is at epoch 15/);
  assert.equal(en.replace(/font-family="[^"]*"/, "").match(/[\u4e00-\u9fff]/), null);
});

test("one epoch is told as one", () => {
  assert.ok(scheduleSvg(tutorial(), { epochs: 1, lang: "en" }).includes("The rate stays at 0.01 for the one epoch."));
  assert.ok(scheduleSvg(tutorial(), { epochs: 2, lang: "en" }).includes("The rate stays at 0.01 for all 2 epochs."));
});

test("it carries no script, no id and no style attribute, and one theme has no style element either", () => {
  for (const theme of ["auto", "light", "dark", "inherit"]) {
    const svg = scheduleSvg(tutorial(), { epochs: 50, theme });
    assert.equal(/<script|\sid=|\sstyle=|href|url\(/.test(svg), false);
    assert.equal(svg.includes("<style>"), theme === "auto");
  }
});

test("ticks are short, inside the picture and never closer than their text", () => {
  const schedules = [tutorial(), new StepLR({ lr: 1, stepSize: 2, gamma: 0.1 }), new ExponentialLR({ lr: 3e-7, gamma: 0.99 }), new ConstantLR({ lr: 0.1, factor: 1 }), new CosineAnnealingLR({ lr: 0.1, tMax: 50 })];
  for (const schedule of schedules)
    for (const yScale of ["log", "linear"])
      for (const [width, height] of [[600, 350], [300, 200]]) {
        const svg = scheduleSvg(schedule, { epochs: 50, yScale, width, height });
        assert.equal(/NaN|Infinity|undefined/.test(svg), false, svg);
        const [, group] = svg.match(/text-anchor="end">(.*?)<\/g>/);
        const ys = [...group.matchAll(/y="([\d.]+)"/g)].map(([, at]) => Number(at)).sort((a, b) => a - b);
        assert.ok(ys.length >= 2 && ys[0] > 40 && ys[ys.length - 1] <= height - 40, `${ys}`);
        for (let i = 1; i < ys.length; i++) assert.ok(ys[i] - ys[i - 1] >= 12, `${schedule.name} ${yScale} ${height}: ${ys}`);
        for (const [, text] of group.matchAll(/>([^<>]+)<\/text/g)) assert.ok(text.length <= 7, text);
      }
});

test("a rate of 0 is a gap on the log axis and lies on the ground of the linear one", () => {
  const off = new StepLR({ lr: 0.1, stepSize: 10, gamma: 0 });
  assert.match(pathOf(scheduleSvg(off, { epochs: 30 })), /^M66 [\d.]+H[\d.]+$/);
  assert.match(pathOf(scheduleSvg(off, { epochs: 30, yScale: "linear" })), /V304H580$/);
});

test("a million epochs stay a small picture", () => {
  const svg = scheduleSvg(new CosineAnnealingLR({ lr: 0.1, tMax: 1000 }), { epochs: 1e6, yScale: "linear" });
  assert.ok(svg.length < 100_000, `${svg.length}`);
});

test("wrong options are named, and a schedule that depends on the run has no picture", () => {
  const refused = (options, field) => assert.throws(() => scheduleSvg(tutorial(), options), { field });
  refused({ epochs: 0 }, "epochs");
  refused({ lang: "fr" }, "lang");
  refused({ width: NaN }, "width");
  refused({ yScale: "logarithmic" }, "yScale");
  refused({ theme: "blue" }, "theme");
  refused({ heigth: 3 }, "heigth");
  assert.throws(() => scheduleSvg({}, {}), { field: "schedule" });
  assert.throws(() => scheduleSvg(new ReduceLROnPlateau({ lr: 0.1 }), {}));
  assert.equal(scheduleSvg(tutorial(), { title: '<script>"&' }).includes("<script>"), false);
});
