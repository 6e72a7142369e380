/** The 2-2-2 network of the lecture: one pass, its gradients, one update, and the error over the updates. */

/** @typedef {Record<string, number>} Settings x1 x2, y1 y2, W1 to W8, and the learning rate a */

export const WEIGHTS = ["W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8"];
export const INPUTS = ["x1", "x2"];
export const TARGETS = ["y1", "y2"];

/** The error at which the run stops, and the maximum number of updates. */
export const SMALL = 0.001;
export const MOST_UPDATES = 20000;

/** The inputs of each unit: the weights and their sources, in the lecture's order. */
export const READS = {
  z1: [["W1", "x1"], ["W2", "x2"]],
  z2: [["W3", "x1"], ["W4", "x2"]],
  z3: [["W5", "h1"], ["W6", "h2"]],
  z4: [["W7", "h1"], ["W8", "h2"]],
};
export const ACTIVATED = { h1: "z1", h2: "z2", o1: "z3", o2: "z4" };

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/** All values. @param {Settings} settings @returns {Record<string, number>} */
export function values(settings) {
  const found = { ...settings };
  for (const [net, unit] of [["z1", "h1"], ["z2", "h2"], ["z3", "o1"], ["z4", "o2"]]) {
    found[net] = READS[net].reduce((added, [weight, read]) => added + found[weight] * found[read], 0);
    found[unit] = sigmoid(found[net]);
  }
  found.E1 = 0.5 * (found.y1 - found.o1) ** 2;
  found.E2 = 0.5 * (found.y2 - found.o2) ** 2;
  found.E = found.E1 + found.E2;
  return found;
}

/**
 * The derivatives of the error with respect to every value and weight.
 * @param {Record<string, number>} v values
 * @returns {Record<string, number>}
 */
export function gradients(v) {
  const slope = (unit) => v[unit] * (1 - v[unit]);
  const d = { o1: v.o1 - v.y1, o2: v.o2 - v.y2 };
  d.z3 = d.o1 * slope("o1");
  d.z4 = d.o2 * slope("o2");
  d.h1 = d.z3 * v.W5 + d.z4 * v.W7;
  d.h2 = d.z3 * v.W6 + d.z4 * v.W8;
  d.z1 = d.h1 * slope("h1");
  d.z2 = d.h2 * slope("h2");
  for (const [net, reads] of Object.entries(READS)) for (const [weight, read] of reads) d[weight] = d[net] * v[read];
  return d;
}

/** The settings after one update. @param {Settings} settings @returns {Settings} */
export function updated(settings) {
  const d = gradients(values(settings));
  return { ...settings, ...Object.fromEntries(WEIGHTS.map((weight) => [weight, settings[weight] - settings.a * d[weight]])) };
}

/**
 * The settings after some updates, and the error before each of them and after the last.
 * @param {Settings} settings
 * @param {number} updates
 */
export function course(settings, updates) {
  let now = settings;
  const errors = [values(now).E];
  for (let done = 0; done < updates; done++) {
    now = updated(now);
    errors.push(values(now).E);
  }
  return { settings: now, errors };
}
