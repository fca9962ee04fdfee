// The page's first view: the state, the three numbers, the staircase above them, language and theme. What comes further down is loaded when it comes near: lesson.js.

import { init, StepLR } from "step-decay/slim";
import { wasmUrl } from "./assets.js";
import { createControl } from "./controls.js";
import { copies } from "./copy.js";
import { createFirst } from "./figures/first.js";
import { addWords, hasText, problemText, setLanguage, t } from "./i18n.js";
import { createLesson } from "./lesson.js";
import { createLight } from "./light.js";
import { createState } from "./state.js";
import { applyTheme, isDark, onSystemTheme } from "./theme.js";

const BAR = ["lr", "gamma", "stepSize"];

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

async function main() {
  await Promise.all([init(wasmUrl), setLanguage(document.documentElement.lang)]);
  const state = createState({}, ({ lr, gamma, stepSize, epochs }) => void new StepLR({ lr, gamma, stepSize }).at(epochs)); // which may overflow; a trainer asks for the rate after the last epoch too

  /** @type {Record<string, ReturnType<typeof createControl>>} */
  const controls = {};
  /** @param {Element} parent @param {string} key @param {{ slim?: boolean }} [look] */
  const place = (parent, key, look = {}) => {
    controls[key] = createControl(state, key, look);
    parent.append(controls[key].root);
  };
  for (const key of BAR) place(byId("numbers"), key, { slim: true });

  const first = createFirst(state);
  /** The run and its figures, once they have come. @type {ReturnType<typeof import("./workbench.js").createWorkbench> | null} */
  let bench = null;
  /** @type {Promise<void> | undefined} */
  let coming;
  const lesson = createLesson({
    state,
    run: () => bench?.run() ?? null,
    remote: () => bench?.remote() ?? null,
    restart: (then) => bench?.restart(then),
    bench: () =>
      (coming ??= import("./workbench.js").then(async ({ words, createWorkbench }) => {
        await addWords(words);
        bench = createWorkbench({ state, controls, place, tell, frame: () => lesson.frame() });
        refreshControls();
        bench.refresh();
        for (const problem of untold.splice(0)) tell(problem, problem.text);
        await bench.start();
      })).catch((error) => {
        coming = undefined; // the next section that needs it tries again
        throw error;
      }),
  });

  byId("embed").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the frame's own page, in a tab of its own
    event.preventDefault();
    const { href } = /** @type {HTMLAnchorElement} */ (event.currentTarget);
    import("./embed-panel.js").then(({ openEmbedPanel }) => openEmbedPanel(state)).catch(() => location.assign(href));
  });
  createLight();
  const copyLink = copies(byId("copy-link"), () => location.origin + location.pathname + state.query() + location.hash, () => t("action.link"));

  /** What the link leaves out for a lesson: sections by id, controls by key. */
  function leaveOut() {
    const hidden = state.values.hide.split(",");
    for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("main > section[id], #numbers, [data-key], [data-hide]")))
      node.classList.toggle("left-out", hidden.includes(node.id || node.dataset.key || node.dataset.hide || "-"));
  }

  /** Problems that wait for the controls they belong to. @type {any[]} */
  const untold = [];

  /** Shows a problem beside the control it belongs to, else under the figures. @param {any} error @param {string} [text] as it was given; else what the setting is now */
  function tell(error, text) {
    const key = String(error.field ?? "").replace(/^.*\./, "").replace(/\[.*$/, "");
    const control = controls[key];
    const given = text ?? state.values[key];
    if (control) control.tell(error, given === undefined ? undefined : String(given));
    else if (!bench) untold.push(error);
    else byId("run-problem").textContent = hasText(`problem.${error.code}`) ? problemText(error) : t("problem.worker", { message: error.message });
  }

  function refreshWords() {
    for (const link of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-lang]"))) {
      if (link.dataset.lang === state.values.lang) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    copyLink();
    byId("embed").setAttribute("aria-label", t("control.embed"));
    document.querySelector("nav")?.setAttribute("aria-label", t("control.nav"));
  }

  let printing = false;

  function refreshTheme() {
    applyTheme(printing ? "light" : state.values.theme);
    byId("theme").textContent = t(isDark(state.values.theme) ? "control.theme.light" : "control.theme.dark");
  }

  function refreshControls() {
    leaveOut();
    for (const control of Object.values(controls)) control.refresh();
  }

  function refreshAll() {
    refreshWords();
    refreshTheme();
    refreshControls();
    first.refresh();
    bench?.refresh();
    lesson.refresh(null);
  }

  state.onChange((changed) => {
    byId("embed").setAttribute("href", `embed.html${state.query()}`);
    if (changed.has("lang")) void setLanguage(state.values.lang).then(refreshAll, () => (state.set("lang", document.documentElement.lang), state.save())); // offline: as it was, to be tried again
    else if (changed.has("theme")) refreshAll();
    else {
      refreshControls();
      if (["lr", "gamma", "stepSize", "epochs"].some((key) => changed.has(key))) first.refresh();
    }
    bench?.change(changed);
    if (!changed.has("lang") && !changed.has("theme")) lesson.refresh(changed);
    bench?.follow(changed);
  });

  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("[data-lang]")))
    link.addEventListener("click", (event) => {
      event.preventDefault();
      state.set("lang", /** @type {string} */ (link.dataset.lang));
      state.save();
    });
  byId("theme").addEventListener("click", () => {
    state.set("theme", isDark(state.values.theme) ? "light" : "dark");
    state.save();
  });
  onSystemTheme(() => state.values.theme === "auto" && refreshAll());
  const follow = () => {
    for (const control of Object.values(controls)) control.tell(null);
    for (const problem of state.load(location.search)) tell(problem, problem.text);
  };
  addEventListener("popstate", follow);
  for (const event of ["beforeprint", "afterprint"])
    addEventListener(event, () => {
      printing = event === "beforeprint"; // on white paper
      refreshAll();
    });

  follow();
  await setLanguage(state.values.lang);
  refreshAll();
  document.documentElement.dataset.shown = "";
  lesson.start();
}

void main();
