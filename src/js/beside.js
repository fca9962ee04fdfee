// How the single-file build (src/gen/element.mjs) imports the files that lie beside it: only with the content that it was built with, wherever they are served from.
// The `integrity` of a script tag covers one file; so that one knows the hashes of the others.

/** @param {string} name relative to the file that asks @param {string} integrity @returns {Promise<any>} the module; rejects where the file is missing or another one */
export async function importChecked(name, integrity) {
  const url = new URL(name, import.meta.url).href;
  await preload(url, integrity);
  return import(/* @vite-ignore */ /* webpackIgnore: true */ url);
}

/** Fetches a module and checks its hash; the import that follows takes it from there. @param {string} href @param {string} integrity @returns {Promise<void>} */
function preload(href, integrity) {
  return new Promise((done, failed) => {
    const link = Object.assign(document.createElement("link"), { rel: "modulepreload", href, integrity, crossOrigin: "anonymous" });
    link.onload = () => done();
    link.onerror = () => {
      link.remove();
      failed(new Error(`${href} could not be loaded, or is not the file that belongs here`));
    };
    document.head.append(link);
  });
}
