// The sections of the lesson, each a module of its own that is loaded when it comes near, or when the page has nothing else to do.
//
// A section module exports `words`, its texts by language, and `create(root, page)`, which fills the section and returns what is to be called:
//   refresh(changed)   after a change of state; changed holds the keys, or is null for everything (first time, language, theme)
//   frame()            optional: new records of the run on screen, or the run is another
// A section calls page.state for settings, page.run() for the run, page.remote() for the worker.

import { addWords } from "./i18n.js";

/** @typedef {{ state: import("./controls.js").State, run: () => ReturnType<typeof import("./run.js").createRun> | null, remote: () => import("step-decay/remote").Remote | null,
 *   restart: (then: { play: boolean }) => void }} Page restart: a new run of the settings of now */
/** @typedef {{ refresh: (changed: ReadonlySet<string> | null) => void, frame?: () => void }} Section */
/** @typedef {{ words: Record<string, () => Promise<{ default: import("./i18n.js").Table }>>, create: (root: HTMLElement, page: any) => Section }} SectionModule */

/** One line a section. @type {Record<string, () => Promise<SectionModule>>} */
const modules = {
  intuition: () => import("./sections/intuition.js"),
  formula: () => import("./sections/formula.js"),
  example: () => import("./sections/example.js"),
  train: () => import("./sections/train.js"),
  choose: () => import("./sections/choose.js"),
  code: () => import("./sections/code.js"),
  inside: () => import("./sections/inside.js"),
};

const NEAR = "800px"; // above and below the window

/** @param {Page} page */
export function createLesson(page) {
  /** @type {Record<string, Section>} */
  const sections = {};
  /** @type {Record<string, Promise<void>>} */
  const loading = {};

  /** @param {string} id */
  const load = (id) => (loading[id] ??= build(id));

  /** @param {string} id */
  async function build(id) {
    const root = /** @type {HTMLElement} */ (document.getElementById(id));
    const module = await modules[id]();
    await addWords(module.words);
    sections[id] = module.create(root, page);
    sections[id].refresh(null);
    root.dataset.ready = "";
  }

  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) void load(target.id);
    },
    { rootMargin: `${NEAR} 0px` },
  );

  return {
    /** Begins to load, once the page itself stands. */
    async start() {
      const ids = Object.keys(modules).filter((id) => document.getElementById(id));
      for (const id of ids) near.observe(/** @type {HTMLElement} */ (document.getElementById(id)));
      for (const id of ids) {
        await idle();
        await load(id);
      }
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

/** Resolves when the browser has time. */
const idle = () => new Promise((resolve) => (typeof requestIdleCallback === "function" ? requestIdleCallback(resolve, { timeout: 1000 }) : setTimeout(resolve, 50)));
