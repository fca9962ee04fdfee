// Copying a text: by the clipboard where the browser allows it, else by selecting it for the reader.

import { t } from "./i18n.js";

const TOLD_MS = 1600;

/** A button that copies what `text` gives, and says so. @param {HTMLElement} button @param {() => string} text @param {() => string} label its words at rest
 * @returns {() => void} writes the label anew */
export function copies(button, text, label) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const rest = () => {
    timer = undefined;
    button.textContent = label();
  };
  button.addEventListener("click", async () => {
    const done = await copy(text());
    button.textContent = t(done ? "action.copied" : "action.notCopied");
    clearTimeout(timer);
    timer = setTimeout(rest, TOLD_MS);
    const status = document.getElementById("status");
    if (status) status.textContent = button.textContent;
  });
  return () => timer === undefined && rest();
}

/** @param {string} text @returns {Promise<boolean>} */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea"); // no clipboard on plain http
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
