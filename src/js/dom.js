// One helper for making elements.

/** An element. @param {string} tag @param {Record<string, any>} [attributes] those that are null are left out @param {...(Node | string)} children @returns {any} */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  made.append(...children);
  return made;
}
