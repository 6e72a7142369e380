/** The address holds the state: layer, unit, sample, pass and language, so that a place can be shared. */

/**
 * @typedef {object} State
 * @property {string} layer the name of a layer; empty for the whole network
 * @property {string} unit one number, as `z[0,3,5,2]`; empty for the whole layer
 * @property {number} sample which sample of the batch
 * @property {"forward" | "backward"} pass
 * @property {"predict" | "train"} walk
 * @property {string} target the number of the class that the reader chose as the target
 * @property {string} lang
 */

const ORDER = ["layer", "unit", "sample", "pass", "walk", "target", "lang"];
/** @type {Record<string, string>} what every address of the page has, unless it says otherwise */
let kept = {};

/** @param {Record<string, string>} state */
export function keepInAddress(state) {
  kept = state;
}

/** @param {string} hash @returns {Record<string, string>} */
export function readAddress(hash) {
  return Object.fromEntries(new URLSearchParams(hash.replace(/^#/, "")));
}

/**
 * The address of a state; empty and default values are left out.
 * @param {Record<string, string | number>} state
 * @param {string[]} [order]
 */
export function writeAddress(state, order = ORDER) {
  const all = { ...kept, ...state };
  const parts = order.filter((name) => all[name] !== "" && all[name] !== undefined && all[name] !== null);
  return `#${parts.map((name) => `${name}=${encodeURIComponent(all[name]).replaceAll("%2C", ",").replaceAll("%2F", "/")}`).join("&")}`;
}

/**
 * Goes to an address; the page is notified as if a link had been followed.
 * @param {string} address
 * @param {boolean} [replaces] whether the back button skips the current address
 */
export function visit(address, replaces = false) {
  if (address === location.hash) return;
  if (!replaces) {
    location.hash = address;
    return;
  }
  history.replaceState(null, "", address);
  dispatchEvent(new HashChangeEvent("hashchange"));
}
