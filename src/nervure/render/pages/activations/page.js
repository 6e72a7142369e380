/** The page of the six activation functions: the curve, its slope, and the arithmetic of both at one x. */

import { element, fill } from "../shell/elements.js";
import { readAddress, visit, writeAddress } from "../shell/address.js";
import { keysDialog, listenForKeys } from "../shell/keys.js";
import { language, loadSentences, setLanguage, text } from "../shell/language.js";
import { shown } from "../shell/numbers.js";
import { scroller } from "../shell/scroller.js";
import { pageTools } from "../shell/tools.js";
import { closeNumber } from "../shell/values.js";
import { formula, row, sign, symbolWritten, written } from "../mathematics/mathml.js";
import { spoken } from "../mathematics/speech.js";
import { named } from "../mathematics/expressions.js";
import { DOMAIN, SHOWN, SIGMOID_SLOPE, evaluated } from "./functions.js";
import { plot } from "./plot.js";

const payload = JSON.parse(document.getElementById("payload").textContent);
loadSentences(JSON.parse(document.getElementById("sentences").textContent));

const STEP = 0.1;
const ORDER = ["x", ...SHOWN.flatMap(({ parameters }) => parameters.map(({ name }) => name)), "lang"];
const TABLE = [-4, -2, -1, -0.5, 0, 0.5, 1, 2, 4];
const cards = new Map();
const parts = {};

/** The state in the address; numbers outside their range are clipped to it. */
function readState() {
  const found = readAddress(location.hash);
  const number = (name, start, low, high) => {
    const value = Number(found[name] ?? start);
    return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : start;
  };
  const values = SHOWN.flatMap(({ parameters }) => parameters.map(({ name, start, low, high }) => [name, number(name, start, low, high)]));
  return { x: number("x", 1, ...DOMAIN), ...Object.fromEntries(values), lang: found.lang ?? payload.language };
}

function change(changes) {
  const tidy = Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, typeof value === "number" ? Number(value.toFixed(3)) : value]));
  visit(writeAddress({ ...readState(), ...tidy }, ORDER), true);
}

function draw() {
  const state = readState();
  if (parts.lang !== state.lang) {
    setLanguage(state.lang);
    parts.lang = state.lang;
    frame();
  }
  parts.slider.value = String(state.x);
  fill(parts.output, shown(state.x));
  for (const curve of SHOWN) drawCard(curve, state);
}

/** The parts that stay while numbers move, in the current language. */
function frame() {
  document.title = text("page.activations");
  fill(
    parts.bar,
    element("h1", {}, text("page.activations")),
    element("div", { class: "tools" }, pageTools(() => dialog.open(), toggleLanguage)),
  );
  parts.slider = element("input", { type: "range", min: DOMAIN[0], max: DOMAIN[1], step: 0.01, "aria-label": text("page.move_x"), oninput: () => change({ x: Number(parts.slider.value) }) });
  parts.output = element("output");
  fill(parts.mover, element("p", { class: "lead" }, text("page.activations_lead")), element("label", { class: "move" }, element("i", {}, "x"), parts.slider, parts.output));
  fill(parts.grid, SHOWN.map(card));
}

function card(curve) {
  const figure = element("div", { class: "figure" });
  const arithmetic = element("div", { class: "arithmetic" });
  const sliders = curve.parameters.map((parameter) => slider(parameter));
  const table = element("tbody");
  cards.set(curve.name, { figure, arithmetic, sliders, table });
  const heads = ["x", "f(x)", "f′(x)"].map((label) => element("th", { scope: "col" }, label));
  return element(
    "section", { class: "card", "aria-labelledby": `title-${curve.name}` },
    element("h2", { id: `title-${curve.name}` }, curve.title),
    element("p", { class: "quiet about" }, text(curve.says)),
    figure, sliders.map(({ row: line }) => line), arithmetic,
    curve.name === "sigmoid" ? whySigmoid() : null,
    element("details", {}, element("summary", {}, text("page.table")), element("table", {}, element("thead", {}, element("tr", {}, heads)), table)),
  );
}

/** The derivation that the lecture leaves to the reader. */
function whySigmoid() {
  const left = (place) => (place === 0 ? [symbolWritten(named("f′"))] : []);
  const steps = SIGMOID_SLOPE.map((expression, place) =>
    formula([row([...left(place), sign("="), written(expression, "symbols")])], `${text("page.say_equal")}${spoken(expression, "symbols")}`));
  return element("details", {}, element("summary", {}, text("page.why_slope")), scroller(steps, text("page.why_slope"), "formulas"));
}

function slider({ name, sign: letter, low, high }) {
  const input = element("input", { type: "range", min: low, max: high, step: 0.01, "aria-label": text("page.parameter", { name: letter }), oninput: () => change({ [name]: Number(input.value) }) });
  const output = element("output");
  return { name, input, output, row: element("label", { class: "move" }, element("i", {}, letter), input, output) };
}

function drawCard(curve, state) {
  const { figure, arithmetic, sliders, table } = cards.get(curve.name);
  const { value, slope } = evaluated(curve, state.x, state);
  const label = text("page.plot", { name: curve.title, x: shown(state.x), value: shown(value.value), slope: shown(slope.value) });
  fill(figure, plot(curve, state.x, state, label, (x) => change({ x })));
  for (const { name, input, output } of sliders) {
    input.value = String(state[name]);
    fill(output, shown(state[name]));
  }
  fill(arithmetic, lines("f", named("f"), value, "curve"), lines("f′", named("f′"), slope, "slope"));
  fill(table, TABLE.map((x) => {
    const there = evaluated(curve, x, state);
    return element("tr", {}, element("th", { scope: "row" }, shown(x)), element("td", { class: "digits" }, shown(there.value.value, 4)), element("td", { class: "digits" }, shown(there.slope.value, 4)));
  }));
}

/** Symbols, numbers, and their result. */
function lines(name, symbol, expression, kind) {
  const left = (content) => [symbolWritten(symbol), sign("="), content];
  const equal = text("page.say_equal");
  return element(
    "div", { class: `lines ${kind}`, "data-name": name },
    scroller([
      formula([row(left(written(expression, "symbols")))], `${name}${equal}${spoken(expression, "symbols")}`),
      ...(expression.kind === "letter" ? [] : [formula([row([sign("="), written(expression, "numbers")])], `${equal}${spoken(expression, "numbers")}`)]),
    ], text("page.formula"), "formulas"),
    element("p", { class: "result" }, "= ", closeNumber(expression.value)),
  );
}

const toggleLanguage = () => change({ lang: language() === "en" ? "ko" : "en" });
const by = (step) => () => change({ x: Math.min(DOMAIN[1], Math.max(DOMAIN[0], readState().x + step)) });

const shortcuts = [
  { keys: ["Tab"], label: "Tab", says: "page.key_tab", run: null },
  { keys: [","], label: ",", says: "page.key_less", run: by(-STEP) },
  { keys: ["."], label: ".", says: "page.key_more", run: by(STEP) },
  { keys: ["l", "L"], label: "L", says: "page.key_language", run: toggleLanguage },
  { keys: ["?"], label: "?", says: "page.key_keys", run: () => dialog.open() },
];
const dialog = keysDialog(shortcuts);

function build() {
  parts.bar = element("header");
  parts.mover = element("div", { class: "mover" });
  parts.grid = element("div", { class: "cards" });
  document.body.prepend(parts.bar, element("main", {}, parts.mover, parts.grid));
  addEventListener("hashchange", draw);
  listenForKeys(shortcuts);
  draw();
}

build();
