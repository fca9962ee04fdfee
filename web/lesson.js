// The sections of the lesson, each a module of its own that is loaded when it comes near. As soon as the reader does anything at all, or has had a moment
// to read the first view, the others follow one by one while the browser has time, so that keyboard, search and screen reader find them. With the
// browser set to save data, nothing is loaded that nobody looks at.
//
// A section module exports `words`, its texts by language, and `create(root, page)`, which fills the section and returns what is to be called:
//   refresh(changed)   after a change of state; changed holds the keys, or is null for everything (first time, language, theme)
//   frame()            optional: new records of the run on screen, or the run is another
// A section calls page.state for settings, page.run() for the run, page.remote() for the worker.

import { labStylesUrl } from "./assets.js";
import { element } from "./controls.js";
import { addWords, t } from "./i18n.js";

/** @typedef {{ state: import("./controls.js").State, run: () => ReturnType<typeof import("./run.js").createRun> | null, remote: () => import("step-decay/remote").Remote | null,
 *   restart: (then: { play: boolean }) => void, bench: () => Promise<void> }} Page restart: a new run of the settings of now; bench: loads the run and its figures, workbench.js */
/** @typedef {{ refresh: (changed: ReadonlySet<string> | null) => void, frame?: () => void }} Section */
/** @typedef {{ words: Record<string, () => Promise<{ default: import("./i18n.js").Table }>>, create: (root: HTMLElement, page: any) => Section }} SectionModule */

/** One line a section; the chart is all workbench. @type {Record<string, (() => Promise<SectionModule>) | null>} */
const modules = {
  intuition: () => import("./sections/intuition.js"),
  formula: () => import("./sections/formula.js"),
  example: () => import("./sections/example.js"),
  chart: null,
  train: () => import("./sections/train.js"),
  choose: () => import("./sections/choose.js"),
  code: () => import("./sections/code.js"),
  inside: () => import("./sections/inside.js"),
};

/** Sections that look at the run, or set it going; it has a style sheet of its own, lab.css. */
const ON_THE_BENCH = ["chart", "train", "choose", "inside"];

const NEAR = "800px"; // above and below the window
const MOVES = ["wheel", "touchmove", "pointerdown", "keydown"]; // of a reader who wants to be elsewhere
const READING_MS = 2000; // before what is further down is loaded unasked
const SIGNS = ["pointermove", "pointerdown", "wheel", "touchstart", "scroll", "keydown", "focusin", "beforeprint"]; // that somebody reads

/** @param {Page} page */
export function createLesson(page) {
  /** @type {Record<string, Section>} */
  const sections = {};
  /** @type {Record<string, Promise<void>>} */
  const loading = {};

  /** @param {string} id */
  const load = (id) =>
    (loading[id] ??= build(id).catch(() => {
      delete loading[id]; // when it comes near again, it is tried again
      tellMissing(id, true);
    }));

  /** @param {string} id */
  async function build(id) {
    const root = sectionOf(id);
    const [module] = await Promise.all([modules[id]?.(), ON_THE_BENCH.includes(id) && loadStyles().then(page.bench)]);
    if (module) {
      await addWords(module.words);
      sections[id] = module.create(root, page);
      sections[id].refresh(null);
    }
    tellMissing(id, false);
    root.dataset.ready = "";
  }

  /** @param {string} id @param {boolean} missing whether the files of this section did not come */
  function tellMissing(id, missing) {
    const root = sectionOf(id);
    const told = root.querySelector(":scope > .missing");
    if (!missing) told?.remove();
    else if (!told) root.append(element("p", { class: "problem missing", role: "alert" }, t("problem.section")));
  }

  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) void load(target.id);
    },
    { rootMargin: `${NEAR} 0px` },
  );

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let reading;
  const letGo = keepTarget();

  /** The rest, one section after the other. */
  async function loadAll() {
    clearTimeout(reading);
    for (const sign of SIGNS) removeEventListener(sign, loadAll, true);
    for (const id of Object.keys(modules)) {
      await idle();
      await load(id);
    }
    setTimeout(letGo, READING_MS); // charts are still being drawn
  }

  return {
    /** Begins to load, once the first view stands. */
    start() {
      for (const id of Object.keys(modules)) near.observe(sectionOf(id));
      for (const sign of SIGNS) addEventListener(sign, loadAll, { capture: true, passive: true });
      const { connection } = /** @type {{ connection?: { saveData?: boolean } }} */ (navigator);
      if (!connection?.saveData) reading = setTimeout(loadAll, READING_MS);
    },
    /** @param {ReadonlySet<string> | null} changed null for everything */
    refresh(changed) {
      for (const section of Object.values(sections)) section.refresh(changed);
    },
    frame() {
      for (const section of Object.values(sections)) section.frame?.();
    },
  };
}

/** Keeps what the link's hash names in its place while sections before it come and grow, until the reader does something. @returns {() => void} ends it */
function keepTarget() {
  let kept = true;
  const growth = new ResizeObserver(() => {
    if (kept) document.getElementById(location.hash.slice(1))?.scrollIntoView({ behavior: "instant" });
  });
  growth.observe(document.body);
  for (const sign of MOVES) addEventListener(sign, () => (kept = false), { capture: true, passive: true });
  addEventListener("hashchange", () => (kept = true));
  return () => growth.disconnect();
}

/** @type {Promise<void> | undefined} */
let styles;

/** Before the other sheet, whose rules go before those of the same weight. @returns {Promise<void>} */
function loadStyles() {
  styles ??= new Promise((done, failed) => {
    const link = element("link", { rel: "stylesheet", href: labStylesUrl });
    link.addEventListener("load", () => done());
    link.addEventListener("error", () => {
      link.remove();
      styles = undefined;
      failed(new Error("lab.css did not load"));
    });
    document.querySelector("link[rel=stylesheet]")?.before(link);
  });
  return styles;
}

/** @param {string} id */
const sectionOf = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Resolves when the browser has time. */
const idle = () => new Promise((resolve) => (typeof requestIdleCallback === "function" ? requestIdleCallback(resolve, { timeout: 1000 }) : setTimeout(resolve, 50)));
