/** Every sentence of the page, in English and Korean, from the page's copy of the catalogue. */

/** @type {Record<string, {en: string, ko: string}>} */
let catalogue = {};
let inUse = "en";

/**
 * @param {Record<string, {en: string, ko: string}>} sentences
 */
export function loadSentences(sentences) {
  catalogue = sentences;
}

/** @returns {"en" | "ko"} */
export function language() {
  return /** @type {"en" | "ko"} */ (inUse);
}

/**
 * Sets the language of everything written from now on.
 * @param {string} code
 */
export function setLanguage(code) {
  inUse = code === "ko" ? "ko" : "en";
  document.documentElement.lang = inUse;
}

/**
 * The sentence `key` with its placeholders filled.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function text(key, values = {}) {
  const sentence = catalogue[key];
  if (sentence === undefined) throw new Error(`no sentence ${key}`);
  return sentence[language()].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
