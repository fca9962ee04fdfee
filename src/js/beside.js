// How the single-file build (src/gen/element.mjs) imports the files that lie beside it: only with the content that it was built with, wherever they are served from.
// The `integrity` of a script tag covers one file; so that one knows the hashes of the others.

/** @param {string} name relative to the file that asks @param {string} integrity @returns {Promise<any>} the module; rejects where the file is missing or another one */
export async function importChecked(name, integrity) {
  const url = new URL(name, import.meta.url).href;
  await load(url, integrity);
  return import(/* @vite-ignore */ /* webpackIgnore: true */ url);
}

/** Loads a module by a tag, which checks its hash; the import that follows takes it from there. A link of rel="modulepreload" would do in Chromium and Firefox, but WebKit does not check it.
 * @param {string} src @param {string} integrity @returns {Promise<void>} */
function load(src, integrity) {
  return new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { type: "module", crossOrigin: "anonymous", integrity, src });
    script.onload = () => {
      script.remove();
      done();
    };
    script.onerror = () => {
      script.remove();
      failed(new Error(`${src} could not be loaded, or is not the file that belongs here`));
    };
    document.head.append(script);
  });
}
