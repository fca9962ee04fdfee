// Section 1: three walkers in a valley, from one start and under one noise; only the length of their strides differs. The core walks, the page draws.

import { StepLR } from "step-decay";
import { descend, surfaceLoss } from "step-decay/surface";
import { element } from "../controls.js";
import { createFigure } from "../figure.js";
import { formatMeasure, formatRate } from "../format.js";
import { headOf, t } from "../i18n.js";
import { palette } from "../theme.js";
import { parsePoint, WALK_LIMITS } from "./settings.js";

export const words = { "zh-CN": () => import("../i18n/sections/intuition.zh-CN.js"), en: () => import("../i18n/sections/intuition.en.js") };

const STEPS = 150;
const LARGE = 0.2; // a rate of 2 / 8 and more would diverge across the valley
const SMALL = 0.006;
const NOISE = 4;
const SPEED = 18; // steps a second
const LAST = 30; // steps that the sentence averages
const VIEW = { x: 10.5, y: 3.6 }; // weights from the middle to the edges
const STRIP = { height: 118, gap: 30, left: 44, right: 12 }; // the losses, under the map
const LEVELS = [0.5, 2, 5, 10, 18, 28, 40, 55, 75];
const WALKERS = /** @type {const} */ (["large", "small", "step"]);
const NUDGE = 0.25;
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {HTMLElement} root @param {import("../lesson.js").Page} page */
export function create(root, { state }) {
  /** @type {Record<typeof WALKERS[number], { path: Float64Array, losses: Float64Array, rates: Float64Array }>} */
  let walks = /** @type {any} */ ({});
  let shown = 0; // steps so far
  let playing = false;
  let startedAt = 0;
  let [width, height] = [0, 0];
  /** @type {[number, number] | null} the start while it is being dragged */
  let dragged = null;

  const canvas = /** @type {HTMLCanvasElement} */ (element("canvas"));
  const start = () => dragged ?? /** @type {[number, number]} */ (parsePoint(state.values.start));
  const mapX = (/** @type {number} */ x) => ((x / VIEW.x + 1) / 2) * width;
  const mapY = (/** @type {number} */ y) => ((1 - y / VIEW.y) / 2) * height;
  const stripX = (/** @type {number} */ step) => STRIP.left + (step / STEPS) * (width - STRIP.left - STRIP.right);
  const stripTop = () => height + STRIP.gap;

  const figure = createFigure(
    "walk",
    {
      count: () => shown + 1,
      text: (step) => t("walk.point", { step, losses: WALKERS.map((name) => walks[name].losses[step]), rate: walks.step.rates[Math.min(step, STEPS - 1)] }),
      place: (step) => ({ x: stripX(step) }),
      nearest: (x, y) => (y > height ? Math.max(0, Math.min(shown, Math.round(((x - STRIP.left) / (width - STRIP.left - STRIP.right)) * STEPS))) : nearestOnMap(x, y)),
      span: () => ({ top: stripTop(), bottom: stripTop() + STRIP.height }),
    },
    "walk",
    () => headOf("walk.head"),
  );
  figure.plot.append(canvas);
  new ResizeObserver(() => figure.frame.clientWidth !== width && draw()).observe(figure.frame);

  // The start: a handle for mouse, finger and arrow keys.
  const handle = element("button", { type: "button", class: "handle" });
  figure.frame.append(handle);
  handle.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    handle.setPointerCapture(event.pointerId);
    dragged = start();
  });
  handle.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    if (!dragged) return;
    const box = canvas.getBoundingClientRect();
    moveStart((2 * (event.clientX - box.left)) / width - 1, 1 - (2 * (event.clientY - box.top)) / height);
  });
  handle.addEventListener("pointerup", settleStart);
  handle.addEventListener("pointercancel", settleStart);
  handle.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowLeft: [-NUDGE, 0], ArrowRight: [NUDGE, 0], ArrowUp: [0, NUDGE], ArrowDown: [0, -NUDGE] }[event.key];
    if (!by) return;
    event.preventDefault();
    const [x, y] = start();
    moveStart((x + by[0]) / VIEW.x, (y + by[1]) / VIEW.y);
    settleStart();
  });

  /** @param {number} u @param {number} v from -1 to 1 over the map */
  function moveStart(u, v) {
    const within = (/** @type {number} */ value, /** @type {number} */ limit) => Math.round(Math.max(-limit, Math.min(limit, value)) / 0.05) * 0.05;
    dragged = [Number(within(u * VIEW.x, WALK_LIMITS.x).toFixed(2)), Number(within(v * VIEW.y, WALK_LIMITS.y).toFixed(2))];
    rewind();
  }

  function settleStart() {
    if (!dragged) return;
    const [x, y] = dragged;
    dragged = null;
    state.set("start", `${x}:${y}`);
    state.save();
  }

  const legend = element("ul", { class: "walkers" });
  const keys = WALKERS.map((name) => {
    const text = element("span");
    legend.append(element("li", { class: name }, element("i", { class: "swatch", "aria-hidden": "true" }), text));
    return { name, text };
  });
  const play = element("button", { type: "button", class: "play", id: "walk-play" });
  const step = element("button", { type: "button", id: "walk-step" });
  const reset = element("button", { type: "button", id: "walk-reset" });
  figure.tools.append(legend, element("div", { class: "transport" }, play, step, reset));

  play.addEventListener("click", () => {
    if (playing) return pause();
    if (shown >= STEPS) shown = 0;
    if (reducedMotion.matches) {
      shown = STEPS; // no motion: the end at once, and the cursor for what lies between
      return update();
    }
    playing = true;
    startedAt = performance.now() - (shown / SPEED) * 1000;
    requestAnimationFrame(tick);
    update();
  });
  step.addEventListener("click", () => {
    pause();
    shown = Math.min(STEPS, shown + 1);
    update();
  });
  reset.addEventListener("click", () => {
    pause();
    shown = 0;
    update();
  });
  document.addEventListener("visibilitychange", () => document.hidden && pause());
  new IntersectionObserver((entries) => !entries[entries.length - 1].isIntersecting && pause()).observe(canvas);

  function pause() {
    if (!playing) return;
    playing = false;
    update();
  }

  function tick() {
    if (!playing) return;
    const due = Math.min(STEPS, Math.floor(((performance.now() - startedAt) / 1000) * SPEED));
    if (due !== shown) {
      shown = due;
      if (shown === STEPS) playing = false;
      update();
    }
    if (playing) requestAnimationFrame(tick);
  }

  /** The three walks from here, computed anew. */
  function rewind() {
    const { lr, gamma, stepSize, epochs, seed } = state.values;
    const schedule = new StepLR({ lr: lr || 1, gamma: Math.min(1, gamma), stepSize });
    const shape = schedule.values(epochs);
    const plans = /** @type {Record<string, Float64Array>} */ ({
      large: new Float64Array(STEPS).fill(LARGE),
      small: new Float64Array(STEPS).fill(SMALL),
      step: Float64Array.from({ length: STEPS }, (_, i) => (LARGE * shape[Math.floor((i / STEPS) * epochs)]) / shape[0]),
    });
    for (const name of WALKERS) {
      const path = descend({ start: start(), rates: plans[name], noise: NOISE, seed });
      walks[name] = { path, rates: plans[name], losses: Float64Array.from({ length: STEPS + 1 }, (_, i) => surfaceLoss(path[2 * i], path[2 * i + 1])) };
    }
    playing = false;
    shown = 0;
    update();
  }

  /** The step of any walker that is closest to a pixel of the map. @param {number} px @param {number} py */
  function nearestOnMap(px, py) {
    let [best, least] = [0, Infinity];
    for (const { path } of Object.values(walks))
      for (let i = 0; i <= shown; i++) {
        const distance = (mapX(path[2 * i]) - px) ** 2 + (mapY(path[2 * i + 1]) - py) ** 2;
        if (distance < least) [best, least] = [i, distance];
      }
    return best;
  }

  function update() {
    draw();
    play.textContent = t(playing ? "action.pause" : shown >= STEPS ? "action.again" : "action.play");
    play.classList.toggle("playing", playing);
    step.textContent = t("walk.step");
    reset.textContent = t("action.reset");
    step.disabled = shown >= STEPS;
    reset.disabled = shown === 0;
    const [x, y] = start();
    handle.setAttribute("aria-label", t("walk.handle", { x, y }));
    for (const { name, text } of keys) text.textContent = t(name === "step" ? "walk.decay" : `walk.${name}`, { rate: name === "large" ? LARGE : SMALL, from: LARGE, to: walks.step.rates[STEPS - 1] });
    const mean = (/** @type {typeof WALKERS[number]} */ name) => {
      const from = Math.max(0, shown + 1 - LAST);
      return walks[name].losses.slice(from, shown + 1).reduce((sum, loss) => sum + loss, 0) / (shown + 1 - from);
    };
    figure.summarize(
      shown === 0
        ? t("walk.ready", { x, y, loss: walks.step.losses[0], steps: STEPS })
        : t("walk.summary", { shown, steps: STEPS, done: shown >= STEPS, over: Math.min(LAST, shown + 1), large: mean("large"), small: mean("small"), step: mean("step"), rate: walks.step.rates[Math.min(shown, STEPS - 1)], start: walks.step.losses[0], held: walks.step.rates.every((rate) => rate === LARGE) }),
    );
    figure.tabulate(() =>
      Array.from({ length: shown + 1 }, (_, i) => i)
        .filter((i) => i % 10 === 0 || i === shown)
        .map((i) => [i, formatRate(walks.step.rates[Math.min(i, STEPS - 1)]), ...WALKERS.map((name) => formatMeasure(walks[name].losses[i]))]),
    );
    figure.refresh();
  }

  function draw() {
    width = figure.frame.clientWidth;
    if (!width || !walks.step) return;
    height = Math.round(Math.max(170, Math.min(300, (width * VIEW.y) / VIEW.x)));
    const full = stripTop() + STRIP.height + 22;
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(full * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(full * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${full}px`;
    }
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const colours = /** @type {Record<string, string>} */ (palette());
    const ink = { large: colours["walk-large"], small: colours["walk-small"], step: colours.ink };
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, full);
    drawMap(pen, colours);
    pen.save();
    pen.beginPath();
    pen.rect(0, 0, width, height);
    pen.clip();
    for (const name of WALKERS) drawWalk(pen, walks[name].path, ink[name], name, colours.paper);
    pen.restore();
    drawStrip(pen, colours, ink);
    const [x, y] = start();
    handle.style.left = `${mapX(x)}px`;
    handle.style.top = `${mapY(y)}px`;
  }

  /** Contours: an ellipse for each loss, darker towards the bottom. @param {CanvasRenderingContext2D} pen @param {Record<string, string>} colours */
  function drawMap(pen, colours) {
    pen.save();
    pen.beginPath();
    pen.rect(0, 0, width, height);
    pen.clip();
    for (const level of [...LEVELS].reverse()) {
      pen.beginPath();
      pen.ellipse(mapX(0), mapY(0), (Math.sqrt(2 * level) / VIEW.x) * (width / 2), (Math.sqrt(level / 4) / VIEW.y) * (height / 2), 0, 0, 2 * Math.PI);
      pen.fillStyle = colours.muted;
      pen.globalAlpha = 0.055;
      pen.fill();
      pen.globalAlpha = 0.35;
      pen.strokeStyle = colours.muted;
      pen.lineWidth = 1;
      pen.stroke();
    }
    pen.globalAlpha = 1;
    pen.strokeStyle = colours.ink;
    pen.lineWidth = 1.5;
    pen.beginPath();
    for (const [dx, dy] of [[6, 0], [0, 6]]) {
      pen.moveTo(mapX(0) - dx, mapY(0) - dy);
      pen.lineTo(mapX(0) + dx, mapY(0) + dy);
    }
    pen.stroke();
    pen.restore();
    pen.strokeStyle = colours.line;
    pen.strokeRect(0.5, 0.5, width - 1, height - 1);
  }

  /** @param {CanvasRenderingContext2D} pen @param {Float64Array} path @param {string} colour @param {string} name @param {string} paper */
  function drawWalk(pen, path, colour, name, paper) {
    pen.strokeStyle = colour;
    pen.lineWidth = name === "step" ? 1.8 : 1.2;
    pen.lineJoin = "round";
    const recent = Math.max(0, shown - LAST);
    for (const [from, to, alpha] of [[0, recent, 0.22], [recent, shown, 0.9]]) {
      pen.globalAlpha = alpha;
      pen.beginPath();
      for (let i = from; i <= to; i++) pen.lineTo(mapX(path[2 * i]), mapY(path[2 * i + 1]));
      pen.stroke();
    }
    pen.globalAlpha = 1;
    if (shown === 0) return;
    const [x, y] = [mapX(path[2 * shown]), mapY(path[2 * shown + 1])];
    pen.fillStyle = colour;
    pen.strokeStyle = paper;
    pen.lineWidth = 2;
    pen.beginPath();
    if (name === "step") pen.arc(x, y, 6.5, 0, 2 * Math.PI);
    else if (name === "large") pen.moveTo(x, y - 8), pen.lineTo(x + 7, y + 5), pen.lineTo(x - 7, y + 5), pen.closePath();
    else pen.rect(x - 5.5, y - 5.5, 11, 11);
    pen.fill();
    pen.stroke();
  }

  /** The losses step by step on a log axis, and the drops. @param {CanvasRenderingContext2D} pen @param {Record<string, string>} colours @param {Record<string, string>} ink */
  function drawStrip(pen, colours, ink) {
    const top = stripTop();
    const [low, high] = [-2, 2];
    const y = (/** @type {number} */ loss) => top + ((high - Math.max(low, Math.min(high, Math.log10(Math.max(loss, 1e-9))))) / (high - low)) * STRIP.height;
    pen.font = `11px ${getComputedStyle(canvas).fontFamily}`;
    pen.fillStyle = colours.muted;
    pen.strokeStyle = colours.line;
    pen.lineWidth = 1;
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    for (const loss of [0.01, 0.1, 1, 10, 100]) {
      pen.beginPath();
      pen.moveTo(STRIP.left, Math.round(y(loss)) + 0.5);
      pen.lineTo(width - STRIP.right, Math.round(y(loss)) + 0.5);
      pen.stroke();
      pen.fillText(String(loss), STRIP.left - 6, y(loss));
    }
    pen.textAlign = "center";
    for (const step of [0, 30, 60, 90, 120, 150]) pen.fillText(String(step), stripX(step), top + STRIP.height + 12);
    pen.fillText(headOf("walk.head")[0], stripX(135), top + STRIP.height + 12);
    pen.textAlign = "left";
    pen.fillText(t("walk.loss"), STRIP.left, top - 14);
    const { rates } = walks.step;
    let free = STRIP.left + pen.measureText(t("walk.loss")).width + 14;
    pen.strokeStyle = pen.fillStyle = colours.rate;
    pen.textAlign = "center";
    for (let i = 1; i < STEPS; i++) {
      if (rates[i] === rates[i - 1]) continue;
      pen.globalAlpha = 0.5;
      pen.beginPath();
      pen.moveTo(stripX(i), top - 4);
      pen.lineTo(stripX(i), top + STRIP.height);
      pen.stroke();
      pen.globalAlpha = 1;
      const label = formatRate(rates[i]);
      const half = pen.measureText(label).width / 2;
      if (stripX(i) - half < free || stripX(i) + half > width) continue;
      pen.fillText(label, stripX(i), top - 14);
      free = stripX(i) + half + 8;
    }
    pen.lineJoin = "round";
    for (const name of WALKERS) {
      pen.strokeStyle = ink[name];
      pen.lineWidth = name === "step" ? 2 : 1.3;
      pen.beginPath();
      for (let i = 0; i <= shown; i++) pen.lineTo(stripX(i), y(walks[name].losses[i]));
      pen.stroke();
    }
  }

  return {
    refresh(changed) {
      if (changed && !["start", "seed", "lr", "gamma", "stepSize", "epochs"].some((key) => changed.has(key))) return;
      if (!changed && walks.step) return update();
      rewind();
    },
  };
}
