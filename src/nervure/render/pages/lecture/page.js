/** The page of the lecture's worked example: change a number, step, run, and open the arithmetic of every number. */

import { button, element, fill } from "../shell/elements.js";
import { readAddress, visit, writeAddress } from "../shell/address.js";
import { keysDialog, listenForKeys } from "../shell/keys.js";
import { language, loadSentences, setLanguage, text } from "../shell/language.js";
import { shown } from "../shell/numbers.js";
import { scroller } from "../shell/scroller.js";
import { pageTools } from "../shell/tools.js";
import { closeNumber } from "../shell/values.js";
import { formula, row, sign, symbolWritten, written } from "../mathematics/mathml.js";
import { spoken, spokenSymbol } from "../mathematics/speech.js";
import { ACTIVATED, INPUTS, MOST_UPDATES, SMALL, TARGETS, WEIGHTS, course } from "./network.js";
import { SECTIONS, board, symbolOf } from "./formulas.js";
import { diagram } from "./diagram.js";
import { errorCurve } from "./curve.js";

const payload = JSON.parse(document.getElementById("payload").textContent);
loadSentences({ ...JSON.parse(document.getElementById("sentences").textContent), ...payload.sentences });

const SETTINGS = [...INPUTS, ...WEIGHTS, ...TARGETS, "a"];
const ORDER = [...SETTINGS, "n", "show", "pass", "lang"];
const RANGES = { x: [-2, 2, 0.01], W: [-4, 4, 0.01], y: [0, 1, 0.01], a: [0.01, 10, 0.01] };
const UPDATES_A_FRAME = 4;
const narrow = matchMedia("(max-width: 720px)");
const parts = {};
let running = 0;
let drawnLanguage = "";

function readState() {
  const found = readAddress(location.hash);
  const settings = Object.fromEntries(SETTINGS.map((name) => [name, numberBetween(found[name], payload.start[name], RANGES[name[0]])]));
  const n = Math.min(MOST_UPDATES, Math.max(0, Number.parseInt(found.n ?? "0", 10) || 0));
  const pass = found.pass === "backward" ? "backward" : "forward";
  return { settings, n, pass, show: found.show ?? "", lang: found.lang ?? payload.language };
}

function numberBetween(given, usual, [low, high]) {
  const value = given === undefined ? usual : Number(given);
  return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : usual;
}

/** Goes to the state with some changes; values equal to the lecture's are left out of the address. */
function change({ settings = {}, ...changes }, replaces = true) {
  const state = readState();
  const all = { ...state.settings, ...settings };
  const changed = Object.fromEntries(SETTINGS.map((name) => [name, all[name] === payload.start[name] ? "" : all[name]]));
  const rest = { n: state.n || "", show: state.show, pass: state.pass === "forward" ? "" : state.pass, lang: state.lang, ...changes };
  visit(writeAddress({ ...changed, ...rest, n: rest.n || "", pass: rest.pass === "forward" ? "" : rest.pass }, ORDER), replaces);
}

function draw() {
  const state = readState();
  if (state.lang !== drawnLanguage) {
    setLanguage(state.lang);
    drawnLanguage = state.lang;
    frame();
  }
  const { settings, errors } = course(state.settings, state.n);
  const now = board(settings);
  const isTheLectures = state.n === 0 && SETTINGS.every((name) => state.settings[name] === payload.start[name]);
  const focused = document.activeElement?.closest(".network g")?.getAttribute("data-cell");
  fill(parts.diagram, diagram(now, state.pass, state.show, narrow.matches, (cell) => change({ show: cell }, false)));
  if (focused) parts.diagram.querySelector(`g[data-cell="${focused}"]`)?.focus();
  for (const pass of ["forward", "backward"]) parts[pass].setAttribute("aria-pressed", String(state.pass === pass));
  fill(parts.status, text("page.lecture_status", { updates: state.n, error: shown(now.v.E) }), now.v.E < SMALL ? ` ${text("page.lecture_small")}` : "");
  fill(parts.curve, errorCurve(errors, text("page.lecture_curve", { updates: state.n, first: shown(errors[0]), last: shown(now.v.E) })));
  fill(parts.run, running ? text("page.lecture_stop") : text("page.lecture_run"));
  drawSliders(settings);
  drawOpened(now, state.show, isTheLectures);
  drawSections(now, isTheLectures, state.show);
}

/** The parts that stay while numbers move, in the current language. */
function frame() {
  document.title = text("page.lecture");
  fill(
    parts.bar,
    element("h1", {}, text("page.lecture")),
    element("div", { class: "tools" }, pageTools(() => dialog.open(), toggleLanguage)),
  );
  fill(parts.lead, text("page.lecture_lead"));
  parts.forward = button(text("page.values"), () => change({ pass: "forward" }), { class: "forward", "aria-keyshortcuts": "F" });
  parts.backward = button(text("page.gradients"), () => change({ pass: "backward" }), { class: "backward", "aria-keyshortcuts": "B" });
  parts.run = button(text("page.lecture_run"), toggleRun, { "aria-keyshortcuts": "R" });
  parts.status = element("p", { class: "status", role: "status" });
  fill(
    parts.controls,
    element("div", { class: "passes", role: "group", "aria-label": text("page.pass") }, parts.forward, parts.backward),
    button(text("page.lecture_step"), step, { "aria-keyshortcuts": "." }), parts.run,
    button(text("page.lecture_reset"), reset, { class: "quiet" }), parts.status,
  );
  fill(parts.sliders, element("summary", {}, text("page.lecture_change")), element("div", { class: "grid" }, SETTINGS.map(slider)));
}

function slider(name) {
  const [low, high, by] = RANGES[name[0]];
  const move = () => {
    stop();
    const { settings } = course(readState().settings, readState().n);
    change({ settings: { ...settings, [name]: Number(input.value) }, n: "" });
  };
  const input = element("input", { type: "range", min: low, max: high, step: by, name, "aria-label": text("page.parameter", { name: spokenSymbol(symbolOf(name)) }), oninput: move });
  const output = element("output");
  parts[`slider ${name}`] = { input, output };
  return element("label", { class: "move" }, element("i", {}, name === "a" ? "α" : name), input, output);
}

function drawSliders(settings) {
  for (const name of SETTINGS) {
    const { input, output } = parts[`slider ${name}`];
    if (document.activeElement !== input) input.value = String(settings[name]);
    fill(output, shown(settings[name], 4));
  }
}

/** The arithmetic of the open cell: how its value is computed, and its gradient. */
function drawOpened(now, cell, isTheLectures) {
  const name = cell.split(":").at(-1);
  const factors = name === "W5" ? ["d:o1", "slope:o1", "slope:z3"] : name in ACTIVATED ? [`slope:${name}`] : [];
  const cells = name === "" ? [] : [name, ...factors, `d:${name}`, `new:${name}`];
  const lines = cells.map(now.line).filter((line) => line !== null);
  const isGiven = name in now.v && now.line(name) === null;
  if (lines.length === 0 && !isGiven) {
    fill(parts.opened, element("p", { class: "quiet" }, text("page.lecture_open")));
    return;
  }
  const heading = element("h2", { id: "opened", tabindex: -1 }, `${name === "a" ? "α" : name} = `, closeNumber(now.v[name]));
  fill(parts.opened, heading, isGiven ? element("p", { class: "quiet" }, text("page.lecture_given")) : null, lines.map((line) => shownLine(line, isTheLectures)));
}

function drawSections(now, isTheLectures, opened) {
  fill(parts.sections, SECTIONS.map(({ key, cells }) => element(
    "section", {},
    element("h2", {}, text(`lecture.${key}`)),
    element("p", { class: "quiet" }, text(`lecture.${key}_about`)),
    cells.map(now.line).map((line) => shownLine(line, isTheLectures, line.cell === opened)),
  )));
}

/** Symbols, numbers, result, and the lecture's printed number. */
function shownLine({ cell, symbol, expression, mark }, isTheLectures, isOpened = false) {
  const printed = isTheLectures ? payload.printed[cell] : undefined;
  const equal = text("page.say_equal");
  const inSymbols = formula([row([symbolWritten(symbol), sign("="), written(expression, "symbols")])], `${spokenSymbol(symbol)}${equal}${spoken(expression, "symbols")}`);
  const inNumbers = formula([row([sign("="), written(expression, "numbers")])], `${equal}${spoken(expression, "numbers")}`);
  const kind = cell.startsWith("d:") || cell.startsWith("slope:") ? "slope" : "value";
  return element(
    "div", { class: `line ${kind}${isOpened ? " current" : ""}`, "data-cell": cell },
    element("span", { class: "mark" }, mark),
    scroller([inSymbols, " ", inNumbers, " ", element("span", { class: "result" }, "= ", closeNumber(expression.value))], text("page.formula"), "formulas"),
    printed === undefined ? null : element("p", { class: printed.isCutOff ? "printed cut" : "printed" }, remark(printed)),
  );
}

function remark({ digits, rounded, isCutOff, byHand }) {
  if (!isCutOff) return text("lecture.printed", { digits });
  return byHand ? text("lecture.cut_off_by_hand", { digits, rounded, by_hand: byHand }) : text("lecture.cut_off", { digits, rounded });
}

function step() {
  stop();
  change({ n: Math.min(MOST_UPDATES, readState().n + 1) });
}

function reset() {
  stop();
  visit(writeAddress({ lang: readState().lang }, ORDER), false);
}

function stop() {
  cancelAnimationFrame(running);
  running = 0;
}

/** Updates until the error is small; a few per frame, so that the curve can be followed, or all at once. */
function toggleRun() {
  if (running) {
    stop();
    draw();
    return;
  }
  const { settings, n } = readState();
  let now = course(settings, n);
  let done = n;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const advance = () => {
    for (let updates = 0; now.errors.at(-1) >= SMALL && done < MOST_UPDATES && (isCalm || updates < UPDATES_A_FRAME); updates++, done++) now = course(now.settings, 1);
    running = now.errors.at(-1) >= SMALL && done < MOST_UPDATES ? requestAnimationFrame(advance) : 0;
    change({ n: done });
    if (!running) draw();
  };
  advance();
}

const toggleLanguage = () => change({ lang: language() === "en" ? "ko" : "en" });

const shortcuts = [
  { keys: ["Tab"], label: "Tab", says: "page.key_tab", run: null },
  { keys: [], label: "Enter", says: "page.key_enter", run: null },
  { keys: ["."], label: ".", says: "page.key_update", run: step },
  { keys: ["r", "R"], label: "R", says: "page.key_run", run: toggleRun },
  { keys: ["f", "F"], label: "F", says: "page.key_forward", run: () => change({ pass: "forward" }) },
  { keys: ["b", "B"], label: "B", says: "page.key_backward", run: () => change({ pass: "backward" }) },
  { keys: ["Backspace", "Escape"], label: "Backspace Esc", says: "page.key_shut", run: () => change({ show: "" }) },
  { keys: ["l", "L"], label: "L", says: "page.key_language", run: toggleLanguage },
  { keys: ["?"], label: "?", says: "page.key_keys", run: () => dialog.open() },
];
const dialog = keysDialog(shortcuts);

function build() {
  for (const name of ["lead", "diagram", "controls", "curve", "opened", "sections"]) parts[name] = element("div", { class: name });
  parts.bar = element("header");
  parts.sliders = element("details", { class: "sliders" });
  const lab = element("div", { class: "lab" }, element("div", {}, parts.diagram, parts.controls, parts.curve, parts.sliders), parts.opened);
  document.body.prepend(parts.bar, element("main", {}, parts.lead, lab, parts.sections));
  document.addEventListener("click", ({ target }) => {
    const found = target instanceof Element ? target.closest("math [data-target]") : null;
    if (found !== null) change({ show: found.getAttribute("data-target") }, false);
  });
  addEventListener("hashchange", draw);
  narrow.addEventListener("change", draw);
  listenForKeys(shortcuts);
  draw();
}

build();
