/** Every rule by the name of its op. Other ops show their numbers and their prepared derivations. */

import { ACTIVATION_RULES } from "./activations.js";
import { CONVOLUTION_RULES } from "./convolution.js";
import { DENSE_RULES } from "./dense.js";
import { MERGING_RULES } from "./merging.js";
import { NORMALIZATION_RULES } from "./normalization.js";
import { POOLING_RULES } from "./pooling.js";
import { REARRANGING_RULES } from "./rearranging.js";

/**
 * How the numbers of one op are computed; each function builds the expression of one number.
 * @typedef {object} Rule
 * @property {(call: any, index: number[], output: number) => any} value
 * @property {(call: any, index: number[], position: number) => any} [inputGradient]
 * @property {(call: any, index: number[], parameter: string) => any} [parameterGradient]
 * @property {(call: any) => any} [meeting] for a product: which numbers meet, so that all can be computed in one sweep
 * @property {(call: any) => number} [samples] how often this repeats
 * @property {Record<string, Kept>} [kept] intermediate numbers: a mean, a mask
 * @property {Record<string, (call: any, index: number[]) => any>} [moves] parameters that a step moves without a
 *   gradient
 * @property {(call: any, index: number[]) => any} [window] the cells that an output reads
 * @property {Record<string, string>} says the keys of the sentences
 * @property {string} code the forward pass as one line
 * @property {Record<string, string>} [back] the derivatives, one line each
 */

/**
 * @typedef {object} Kept
 * @property {string} letter
 * @property {string} says
 * @property {(call: any) => number[]} shape
 * @property {(call: any, index: number[]) => any} value
 */

/** @type {Record<string, Rule>} */
export const RULES = {
  ...DENSE_RULES,
  ...CONVOLUTION_RULES,
  ...POOLING_RULES,
  ...NORMALIZATION_RULES,
  ...ACTIVATION_RULES,
  ...REARRANGING_RULES,
  ...MERGING_RULES,
};
