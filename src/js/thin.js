// Fewer points for the same picture: per pixel column the smallest and the largest, and every point that must stay.

/** Indices to draw, ascending. @param {ArrayLike<number>} y @param {number} columns pixels across @param {Iterable<number>} keep indices that stay whatever their value
 * @returns {number[]} */
export function thin(y, columns, keep = []) {
  if (y.length <= 2 * columns) return Array.from(y, (_, i) => i);
  const kept = new Set([0, y.length - 1]);
  for (const index of keep) if (index >= 0 && index < y.length) kept.add(index);
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * y.length) / columns);
    const to = Math.floor(((column + 1) * y.length) / columns);
    let [low, high] = [from, from];
    for (let i = from; i < to; i++) {
      if (y[i] < y[low]) low = i;
      if (y[i] > y[high]) high = i;
    }
    kept.add(low).add(high);
  }
  return [...kept].sort((a, b) => a - b);
}
