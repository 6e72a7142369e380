/** The page of an explanation: reads its address, draws the network, a layer, one number, and handles keys. */

import { button, element, fill } from "../shell/elements.js";
import { keepInAddress, readAddress, visit, writeAddress } from "../shell/address.js";
import { onTurn } from "../shell/diagram.js";
import { keysDialog, listenForKeys } from "../shell/keys.js";
import { language, loadSentences, setLanguage, text } from "../shell/language.js";
import { searchDialog } from "../shell/search.js";
import { decoded, indexOf, isInside, offsetOf, sizeOf } from "../shell/tensors.js";
import { pageTools } from "../shell/tools.js";
import { showArithmetic } from "./arithmetic.js";
import { isPerSample, namesOf, showLayer } from "./layer_view.js";
import { showNetwork } from "./network.js";
import { showOverview } from "./overview.js";
import { Place, knowNames, nameOf, partOf, readUnit, titleOf } from "./places.js";
import { placesNamed } from "./search.js";
import { otherWalk, walkBar } from "./walk_bar.js";
import { Walks } from "./walks.js";

const payload = JSON.parse(document.getElementById("payload").textContent);
loadSentences(JSON.parse(document.getElementById("sentences").textContent));
const walks = new Walks(payload, decoded(document.getElementById("tensors").textContent));

const regions = {};
let recording = walks.prediction;
let boxes = [];
let state = readState();
let guesses = false;
let drawnBefore = null;

function readState() {
  const found = readAddress(location.hash);
  const walk = walks.hasStep && (found.walk === "train" || found.pass === "backward") ? "train" : "predict";
  const target = walks.isOpen && walks.chosen.has(found.target) ? found.target : "";
  keepInAddress({ walk: walk === "train" ? walk : "", target, lang: found.lang ?? payload.language });
  recording = walks.recording(walk, target);
  boxes = recording.payload.diagram.boxes;
  knowNames(recording.names);
  const layer = boxes.some((box) => box.layer === found.layer) ? found.layer : "";
  const unit = layer === "" ? null : unitOf(layer, found.unit ?? "");
  const pass = found.pass === "backward" && recording.hasLoss ? "backward" : "forward";
  const sample = unit?.index && isPerSample(recording, unit.name) ? unit.index[0] : Math.min(payload.samples - 1, Math.max(0, Number.parseInt(found.sample ?? "0", 10) || 0));
  return { layer, unit, pass, sample, walk, target, lang: found.lang ?? payload.language };
}

/** The tensor and the number in an address; null if it names none that exists. */
function unitOf(layer, written) {
  const read = readUnit(layer, written);
  if (read !== null) return isInside(read.index, recording.shapeOf(read.name)) ? read : { name: read.name, index: null };
  const name = nameOf(layer, written);
  return name === null ? null : { name, index: null };
}

const address = (changes) => writeAddress({
  layer: state.layer, sample: state.sample || "", pass: state.pass, lang: language(),
  unit: state.unit === null ? "" : partOf(state.unit.name) + (state.unit.index === null ? "" : `[${state.unit.index.join(",")}]`),
  ...changes,
});

function depth() {
  if (state.layer === "") return 1;
  return state.unit?.index ? 3 : 2;
}

function draw() {
  const before = drawnBefore;
  state = readState();
  if (state.lang !== language() || before === null) setLanguage(state.lang);
  const now = { depth: depth(), key: JSON.stringify([state, guesses, language()]) };
  if (before?.key === now.key) return;
  drawnBefore = now;
  const focused = focusNow();
  document.title = [state.unit?.index ? titleOf(state.unit.name, state.unit.index) : state.layer, payload.model].filter(Boolean).join(" · ");
  document.body.dataset.pass = state.pass;
  regions.main.dataset.depth = String(now.depth);
  drawBar();
  showNetwork(regions.network, recording, state);
  drawDepths(now.depth);
  if (before !== null) keepFocus(focused, before.depth !== now.depth);
}

/** The position of the focus, to restore it after everything was redrawn. */
function focusNow() {
  const active = document.activeElement;
  const tools = controls();
  return { tool: tools.indexOf(active), isInNetwork: regions.network.contains(active) };
}

const controls = () => [...regions.tools.querySelectorAll("button"), ...regions.walk.querySelectorAll("button")];

/** A control keeps the focus; a newly opened part gets it. */
function keepFocus({ tool, isInNetwork }, hasMoved) {
  const title = document.getElementById(["", "overview", "layer-title", "arithmetic-title"][depth()]);
  if (hasMoved) title.focus();
  else if (tool >= 0) controls()[tool]?.focus();
  else if (isInNetwork) regions.network.querySelector("[aria-current]")?.focus();
  else if (document.activeElement === document.body) title.focus();
}

function drawDepths(now) {
  const kind = state.pass === "backward" ? "gradient" : "value";
  if (now === 3) showArithmetic(regions.arithmetic, recording, { kind, ...state.unit }, guesses);
  else fill(regions.arithmetic);
  if (now === 1) {
    fill(regions.layer);
    showOverview(regions.overview, walks, recording, state, chooseSample);
    return;
  }
  fill(regions.overview);
  const looked = { kind, ...(state.unit ?? { name: usualName(), index: null }) };
  showLayer(regions.layer, recording, state, looked, { choose: (name) => visit(address({ unit: partOf(name) })), chooseSample });
}

/** The same for another sample. */
function chooseSample(sample) {
  visit(address({ sample: sample || "", unit: state.unit === null ? "" : partOf(state.unit.name) }));
}

/** The part of a layer that is shown first: its output. */
function usualName() {
  const box = boxes.find(({ layer }) => layer === state.layer);
  return box.value ?? namesOf(recording, state.layer)[0];
}

function drawBar() {
  const passes = element(
    "div", { class: "passes", role: "group", "aria-label": text("page.pass") },
    passButton("forward", "page.values"), walks.hasStep ? passButton("backward", "page.gradients") : null,
  );
  fill(regions.walk, walkBar(walks, state, (changes) => visit(address(changes))));
  fill(
    regions.tools, passes,
    button(text("page.guess"), toggleGuesses, { "aria-pressed": String(guesses), class: "quiet" }),
    button(text("page.search"), search, { class: "quiet", "aria-keyshortcuts": "/" }),
    pageTools(showKeys, toggleLanguage),
  );
  const crumbs = [{ label: payload.model, to: writeAddress({ pass: state.pass, lang: language() }) }];
  if (state.layer !== "") crumbs.push({ label: state.layer, to: address({ unit: "" }) });
  if (state.unit !== null) crumbs.push({ label: titleOf(partOf(state.unit.name), state.unit.index ?? []), to: address({}) });
  fill(regions.crumbs, element("ol", {}, crumbs.map(({ label, to }, number) => element("li", {}, element("a", { href: to, "aria-current": number === crumbs.length - 1 ? "page" : null }, label)))));
  regions.crumbs.setAttribute("aria-label", text("page.path"));
}

function passButton(pass, key) {
  const changes = pass === "backward" ? { pass, walk: "train" } : { pass };
  return button(text(key), () => visit(address(changes)), { "aria-pressed": String(state.pass === pass), "aria-keyshortcuts": pass === "forward" ? "F" : "B", class: pass });
}

function toggleGuesses() {
  guesses = !guesses;
  draw();
}

const toggleLanguage = () => visit(address({ lang: language() === "en" ? "ko" : "en" }), true);

/** One level up. */
function up() {
  state = readState(); // keys may arrive faster than the page follows its address
  if (state.layer === "") return;
  visit(state.unit !== null ? address({ unit: "" }) : address({ layer: "", unit: "" }));
}

/** The next number of the tensor, or the next layer. */
function step(by) {
  state = readState();
  if (state.unit?.index) {
    const shape = recording.shapeOf(state.unit.name);
    const next = (offsetOf(state.unit.index, shape) + by + sizeOf(shape)) % sizeOf(shape);
    visit(new Place(state.pass === "backward" ? "gradient" : "value", state.unit.name, indexOf(next, shape)).address);
    return;
  }
  const layers = boxes.map(({ layer }) => layer);
  const at = layers.indexOf(state.layer);
  visit(address({ layer: layers[(at + by + layers.length) % layers.length], unit: "" }));
}

const shortcuts = [
  { keys: ["Tab"], label: "Tab", says: "page.key_tab", run: null },
  { keys: [], label: "← ↑ → ↓", says: "page.key_arrows", run: null },
  { keys: [], label: "Enter", says: "page.key_enter", run: null },
  { keys: ["Backspace", "Escape"], label: "Backspace Esc", says: "page.key_up", run: up },
  { keys: [",", "."], label: ", .", says: "page.key_step", run: null },
  { keys: [","], label: ",", says: "", run: () => step(-1) },
  { keys: ["."], label: ".", says: "", run: () => step(1) },
  { keys: ["f", "F"], label: "F", says: "page.key_forward", run: () => visit(address({ pass: "forward" })) },
  { keys: ["b", "B"], label: "B", says: "page.key_backward", run: () => { if (walks.hasStep) visit(address({ pass: "backward", walk: "train" })); } },
  { keys: ["p", "P"], label: "P", says: "page.key_walk", run: () => { if (walks.hasStep) visit(address(otherWalk(state))); } },
  { keys: ["g", "G"], label: "G", says: "page.key_guess", run: toggleGuesses },
  { keys: ["/"], label: "/", says: "page.key_search", run: search },
  { keys: ["l", "L"], label: "L", says: "page.key_language", run: toggleLanguage },
  { keys: ["?"], label: "?", says: "page.key_keys", run: showKeys },
];
const dialogs = { keys: keysDialog(shortcuts.filter(({ says }) => says !== "")), search: searchDialog("conv2d/z[0,3,5,2]", (typed) => placesNamed(recording, typed)) };

function search() {
  dialogs.search.open();
}

function showKeys() {
  dialogs.keys.open();
}

function build() {
  regions.crumbs = element("nav", { class: "crumbs" });
  regions.tools = element("div", { class: "tools" });
  regions.walk = element("div", { class: "walks" });
  regions.network = element("nav", { class: "network", id: "network", "aria-label": payload.model });
  regions.overview = element("section", { id: "overview", tabindex: -1 });
  regions.layer = element("section", { class: "layer" });
  regions.arithmetic = element("section", { class: "arithmetic" });
  regions.main = element("main", {}, regions.walk, regions.network, regions.overview, element("div", { class: "columns" }, regions.layer, regions.arithmetic));
  document.body.append(element("header", {}, element("h1", { class: "visually-hidden" }, payload.model), regions.crumbs, regions.tools), regions.main);
  document.addEventListener("click", ({ target }) => {
    const found = target instanceof Element ? target.closest("math [data-target]") : null;
    if (found !== null) visit(found.getAttribute("data-target"));
  });
  addEventListener("hashchange", draw);
  onTurn(() => showNetwork(regions.network, recording, state));
  listenForKeys(shortcuts);
  draw();
}

build();
