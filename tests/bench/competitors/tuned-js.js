// The same in JavaScript by a careful author: sums of several outputs or samples at once, float32 arithmetic (Math.fround), a polynomial tanh.

import { setupWith } from "./plain-js.js";

const f = Math.fround;

/** tanh x = x p(x^2) / q(x^2) on |x| < 7.9, within 1e-6 of the value; coefficients as in Eigen's ptanh. */
function tanh(/** @type {Float32Array} */ a, /** @type {number} */ n) {
  for (let k = 0; k < n; k++) {
    const z = a[k];
    const x = z > 7.9 ? 7.9 : z < -7.9 ? -7.9 : z;
    const t = x * x;
    const p = ((((((-2.76076847742355e-16 * t + 2.00018790482477e-13) * t - 8.60467152213735e-11) * t + 5.12229709037114e-8) * t + 1.48572235717979e-5) * t + 6.37261928875436e-4) * t + 4.89352455891786e-3) * x;
    const q = ((1.19825839466702e-6 * t + 1.18534705686654e-4) * t + 2.26843463243900e-3) * t + 4.89352518554385e-3;
    a[k] = p / q;
  }
}

/** Four outputs at a time; of those left over, four samples at a time. @type {import("./plain-js.js").Loops["forward"]} */
function forward(a, x, w, b, B, I, O) {
  let o = 0;
  for (; o + 4 <= O; o += 4) {
    const w0 = o * I;
    const w1 = w0 + I;
    const w2 = w1 + I;
    const w3 = w2 + I;
    for (let s = 0; s < B; s++) {
      let z0 = b[o];
      let z1 = b[o + 1];
      let z2 = b[o + 2];
      let z3 = b[o + 3];
      const from = s * I;
      for (let i = 0; i < I; i++) {
        const value = x[from + i];
        z0 = f(z0 + f(w[w0 + i] * value));
        z1 = f(z1 + f(w[w1 + i] * value));
        z2 = f(z2 + f(w[w2 + i] * value));
        z3 = f(z3 + f(w[w3 + i] * value));
      }
      const to = s * O + o;
      a[to] = z0;
      a[to + 1] = z1;
      a[to + 2] = z2;
      a[to + 3] = z3;
    }
  }
  for (; o < O; o++) {
    const bias = b[o];
    const from = o * I;
    let s = 0;
    for (; s + 4 <= B; s += 4) {
      let z0 = bias;
      let z1 = bias;
      let z2 = bias;
      let z3 = bias;
      const x0 = s * I;
      const x1 = x0 + I;
      const x2 = x1 + I;
      const x3 = x2 + I;
      for (let i = 0; i < I; i++) {
        const weight = w[from + i];
        z0 = f(z0 + f(weight * x[x0 + i]));
        z1 = f(z1 + f(weight * x[x1 + i]));
        z2 = f(z2 + f(weight * x[x2 + i]));
        z3 = f(z3 + f(weight * x[x3 + i]));
      }
      a[s * O + o] = z0;
      a[(s + 1) * O + o] = z1;
      a[(s + 2) * O + o] = z2;
      a[(s + 3) * O + o] = z3;
    }
    for (; s < B; s++) {
      let z = bias;
      for (let i = 0; i < I; i++) z = f(z + f(w[from + i] * x[s * I + i]));
      a[s * O + o] = z;
    }
  }
}

/** Four samples at a time into the weights, four outputs at a time into the inputs. @type {import("./plain-js.js").Loops["backward"]} */
function backward(dw, db, dx, dz, x, w, B, I, O) {
  dw.fill(0);
  db.fill(0);
  let s = 0;
  for (; s + 4 <= B; s += 4) {
    const x0 = s * I;
    const x1 = x0 + I;
    const x2 = x1 + I;
    const x3 = x2 + I;
    for (let o = 0; o < O; o++) {
      const d0 = dz[s * O + o];
      const d1 = dz[(s + 1) * O + o];
      const d2 = dz[(s + 2) * O + o];
      const d3 = dz[(s + 3) * O + o];
      db[o] += d0 + d1 + (d2 + d3);
      const to = o * I;
      for (let i = 0; i < I; i++) dw[to + i] = f(dw[to + i] + f(f(f(d0 * x[x0 + i]) + f(d1 * x[x1 + i])) + f(f(d2 * x[x2 + i]) + f(d3 * x[x3 + i]))));
    }
  }
  for (; s < B; s++) {
    for (let o = 0; o < O; o++) {
      const d = dz[s * O + o];
      db[o] += d;
      for (let i = 0; i < I; i++) dw[o * I + i] = f(dw[o * I + i] + f(d * x[s * I + i]));
    }
  }
  if (!dx) return;
  for (let sample = 0; sample < B; sample++) {
    const to = sample * I;
    for (let i = 0; i < I; i++) dx[to + i] = 0;
    let o = 0;
    for (; o + 4 <= O; o += 4) {
      const d0 = dz[sample * O + o];
      const d1 = dz[sample * O + o + 1];
      const d2 = dz[sample * O + o + 2];
      const d3 = dz[sample * O + o + 3];
      const w0 = o * I;
      const w1 = w0 + I;
      const w2 = w1 + I;
      const w3 = w2 + I;
      for (let i = 0; i < I; i++) dx[to + i] = f(dx[to + i] + f(f(f(d0 * w[w0 + i]) + f(d1 * w[w1 + i])) + f(f(d2 * w[w2 + i]) + f(d3 * w[w3 + i]))));
    }
    for (; o < O; o++) {
      const d = dz[sample * O + o];
      for (let i = 0; i < I; i++) dx[to + i] = f(dx[to + i] + f(d * w[o * I + i]));
    }
  }
}

/** @type {import("../bench.js").Competitor} */
export default { id: "tuned", name: "tuned JS", note: "blocked loops, Math.fround, rational tanh", setup: setupWith({ forward, backward, tanh }) };
