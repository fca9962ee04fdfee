// A small static server for one folder, on loopback: `node src/gen/serve.mjs FOLDER [PORT]`, or `serve(folder)` from a test.

import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";

/** The page's policy: no request leaves the origin, nothing inline, no eval but WebAssembly's. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
].join("; ");

/** @type {Record<string, string>} */
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".wasm": "application/wasm",
};

/** The file that a URL path means, or null: nothing outside the folder, no hidden files. @param {string} folder @param {string} url */
function fileOf(folder, url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return null;
  }
  const file = resolve(folder, `.${path.endsWith("/") ? `${path}index.html` : path}`);
  if (!file.startsWith(folder + sep) || file.includes(`${sep}.`, folder.length) || file.includes("\0")) return null;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}

/** Serves a folder. @param {string} folder
 * @param {{ port?: number, headers?: Record<string, string> }} [options] port: the first to try, the next free one is taken; 0 for any.
 *   headers: instead of the page's policy
 * @returns {Promise<{ url: string, port: number, close: () => Promise<void> }>} */
export async function serve(folder, { port = 0, headers = { "Content-Security-Policy": contentSecurityPolicy } } = {}) {
  const root = resolve(folder);
  const server = createServer((request, response) => {
    const file = request.method === "GET" || request.method === "HEAD" ? fileOf(root, request.url ?? "/") : null;
    if (!file) {
      response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" }).end("404: no such file\n");
      return;
    }
    response.writeHead(200, {
      "Content-Type": types[extname(file)] ?? "application/octet-stream",
      "Cache-Control": /-[0-9A-Za-z]{8}\.\w+$/.test(file) ? "max-age=31536000, immutable" : "no-cache",
      "X-Content-Type-Options": "nosniff",
      "Access-Control-Allow-Origin": "*", // modules and hashed scripts are embedded by other sites
      ...(file.endsWith("embed.html") ? {} : headers), // that page brings its own policy
    });
    if (request.method === "HEAD") response.end();
    else createReadStream(file).on("error", () => response.destroy()).pipe(response);
  });
  const taken = await listen(server, port);
  const close = () =>
    new Promise((/** @type {(value?: any) => void} */ done) => {
      server.close(done);
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${taken}/`, port: taken, close };
}

/** @param {import("node:http").Server} server @param {number} port @returns {Promise<number>} the port that was free */
function listen(server, port) {
  return new Promise((done, failed) => {
    const attempt = () => server.listen(port, "127.0.0.1");
    server.on("listening", () => done(/** @type {import("node:net").AddressInfo} */ (server.address()).port));
    server.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code !== "EADDRINUSE" || port >= 65535) return failed(error);
      port++;
      attempt();
    });
    attempt();
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, port = "8080"] = process.argv.slice(2);
  const { url } = await serve(folder, { port: Number(port) });
  console.log(`\nstep-decay is at ${url}   (Ctrl+C stops it)`);
}
