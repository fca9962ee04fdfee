// Section 8: the C that has just run, what it weighs, how fast it is here, and the fingerprint of the run on screen.

import { makeDataset } from "step-decay";
import { ROW_BYTES } from "step-decay/remote";
import { createControl, element } from "../controls.js";
import { copies } from "../copy.js";
import { bytes, functions } from "../core-source.js";
import { printOf } from "../fingerprint.js";
import { problemText, t } from "../i18n.js";
import { ownData } from "../own-data.js";
import { properties } from "../properties.js";
import { datasetOf, trainerOptions } from "../trainer-options.js";
import { batchesPerEpoch } from "./listings.js";

export const words = { "zh-CN": () => import("../i18n/sections/inside.zh-CN.js"), en: () => import("../i18n/sections/inside.en.js") };

const MEASURE_MS = 700;
const SLICE_MS = 40;
const ROWS = 256;
const TRIAL = -1; // number of the run that is measured; those on screen count from 1

/** The functions of each group, for the settings of now. @type {Record<string, (values: Record<string, any>) => string[]>} */
const GROUPS = {
  schedule: () => ["step_lr_at", "step_lr_next"],
  network: ({ activation }) => ["dense_forward", `${activation}_forward`, "cross_entropy", "dense_backward_weights", "dense_backward_input", `${activation}_backward`],
  optimizer: ({ optimizer }) => ({ SGD: ["sgd_step"], Adam: ["adam_step", "adam_moments"], AdamW: ["adamw_step", "adam_moments"], RMSprop: ["rmsprop_step"] })[/** @type {"SGD"} */ (optimizer)],
  surface: () => ["surface_loss", "surface_walk"],
  simd: () => ["dense_forward", "simd_dense_forward", "product", "product_columns", "product_tile", "product_thin"],
};

/** @param {HTMLElement} root @param {import("../lesson.js").Page} page */
export function create(root, { state, run, remote }) {
  const box = /** @type {HTMLElement} */ (root.querySelector("#inside-box"));
  const group = createControl(state, "source");
  const about = element("p", { class: "summary", id: "source-about" });
  const listing = element("div", { class: "functions" });

  const facts = element("dl", { class: "facts" });
  const fact = (/** @type {string} */ id, /** @type {Node[]} */ ...more) => {
    const name = element("dt");
    const value = element("span", { id });
    facts.append(element("div", {}, name, element("dd", {}, value, ...more)));
    return { name, value };
  };
  const size = fact("wasm-size");
  const measure = element("button", { type: "button", class: "plain", id: "measure" });
  const speed = fact("speed", measure);
  const copy = element("button", { type: "button", class: "plain", id: "copy-run" });
  const print = fact("fingerprint", copy);
  const other = element("input", { type: "text", id: "other-print", autocomplete: "off", spellcheck: "false", "aria-describedby": "print-verdict" });
  const otherLabel = element("label", { for: "other-print" });
  const verdict = element("p", { class: "summary", id: "print-verdict", role: "status" });
  box.append(element("div", { class: "source" }, group.root, about, listing), element("div", {}, facts, element("div", { class: "compare" }, otherLabel, other, verdict)));

  const copyWords = copies(copy, () => location.origin + location.pathname + state.query(), () => t("inside.copyRun"));
  /** @type {{ steps: number, samples: number } | "busy" | Error | null} */
  let measured = null;

  /** The fingerprint of the run on screen; null before it has an epoch. */
  function current() {
    const records = run()?.records ?? [];
    if (records.length === 0) return null;
    return { epochs: records.length, text: printOf(state.values, records) };
  }

  measure.addEventListener("click", async () => {
    const worker = remote();
    if (!worker || measured === "busy") return;
    measured = "busy";
    facts_();
    try {
      const values = state.values;
      const dataset = await datasetOf(values, makeDataset);
      await worker.ask("open", { run: TRIAL, options: trainerOptions(values, dataset), edits: [], watch: null });
      const end = performance.now() + MEASURE_MS;
      let rows = new ArrayBuffer(ROWS * ROW_BYTES);
      let [epochs, spent] = [0, 0];
      while (performance.now() < end) {
        const begun = performance.now();
        const answer = await worker.ask("next", { run: TRIAL, epochs: ROWS, budgetMs: SLICE_MS, rows, outputs: null }, [rows]);
        spent += performance.now() - begun;
        rows = answer.rows;
        epochs += answer.count;
        if (answer.done) break;
      }
      const steps = (epochs * batchesPerEpoch(values, ownData()?.y.length)) / (spent / 1000);
      measured = { steps, samples: steps * values.batchSize };
    } catch (error) {
      measured = /** @type {Error} */ (error);
    }
    void worker.ask("close", { run: TRIAL }).catch(() => {});
    facts_();
  });

  other.addEventListener("input", compare);

  function compare() {
    const own = current();
    const given = other.value.toLowerCase().replace(/[^0-9a-f]/g, "");
    verdict.textContent = !given ? "" : !own ? t("inside.noRun") : t(given === own.text.replaceAll("-", "") ? "inside.same" : "inside.different", own);
  }

  function facts_() {
    size.name.textContent = t("inside.size");
    size.value.textContent = t("inside.bytes", bytes);
    speed.name.textContent = t("inside.speed");
    speed.value.textContent = measured === null ? t("inside.unmeasured") : measured === "busy" ? t("inside.measuring") : measured instanceof Error ? problemText(measured) : t("inside.measured", measured);
    measure.textContent = t("inside.measure");
    measure.disabled = measured === "busy" || !remote();
    const own = current();
    print.name.textContent = t("inside.fingerprint");
    print.value.textContent = own ? t("inside.print", own) : t("inside.noRun");
    copyWords();
    otherLabel.textContent = t("inside.other");
    compare();
  }

  /** @type {string} */
  let listed = "";
  function list() {
    group.refresh();
    const names = GROUPS[state.values.source](state.values);
    about.textContent = t(`inside.about.${state.values.source}`, state.values);
    const next = names.join() + state.values.lang;
    if (next === listed) return;
    listed = next;
    listing.replaceChildren(
      ...names.map((name) => {
        const { file, line, text } = functions[name];
        return element("figure", { class: "function" }, element("figcaption", {}, element("code", {}, name), element("span", {}, t("inside.where", { file, line }))), element("pre", { tabindex: 0, "aria-label": name }, ...coloured(text)));
      }),
    );
  }

  let framing = false;
  return {
    refresh(changed) {
      list();
      if (changed && [...changed].some((key) => properties.some((property) => property.key === key && property.training))) measured = measured === "busy" ? measured : null;
      facts_();
    },
    frame() {
      if (framing) return;
      framing = true;
      setTimeout(() => {
        framing = false;
        facts_();
      }, 250);
    },
  };
}

/** Comments apart from the rest. @param {string} text @returns {(Node | string)[]} */
const coloured = (text) => text.split(/(\/\*[^]*?\*\/)/).map((part) => (part.startsWith("/*") ? element("span", { class: "comment" }, part) : part));
