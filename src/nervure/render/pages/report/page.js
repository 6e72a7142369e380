/** The report of a training run: reads its address, shows its sections, opens images, and handles keys. */

import { element, fill } from "../shell/elements.js";
import { readAddress, visit, writeAddress } from "../shell/address.js";
import { onTurn } from "../shell/diagram.js";
import { keysDialog, listenForKeys } from "../shell/keys.js";
import { language, loadSentences, setLanguage, text } from "../shell/language.js";
import { searchDialog } from "../shell/search.js";
import { pageTools } from "../shell/tools.js";
import { foldedSections } from "./folds.js";
import { listsOf, pictureDialog } from "./pictures.js";
import { SECTIONS } from "./sections.js";
import { placesNamed } from "./search.js";

const payload = JSON.parse(document.getElementById("payload").textContent);
loadSentences(JSON.parse(document.getElementById("sentences").textContent));

const ORDER = ["section", "fold", "cell", "of", "picture", "sort", "lang"];
const sections = SECTIONS.filter(({ isThere }) => isThere(payload));
const regions = {};
const drawn = { language: "", section: "", fold: "" };
let updates = [];
let state = readState();

function readState() {
  const found = readAddress(location.hash);
  const section = sections.some(({ name }) => name === found.section) ? found.section : "";
  return { section, fold: found.fold ?? "", cell: found.cell ?? "", of: found.of ?? "", picture: found.picture ?? "", sort: found.sort ?? "", lang: found.lang ?? payload.language };
}

const address = (changes) => writeAddress({ ...readState(), lang: language(), ...changes }, ORDER);
const page = { payload, address, go: (changes, replaces = false) => visit(address(changes), replaces), show: goToSection };
const folds = foldedSections(regions, shown);
const dialog = pictureDialog(page);

function draw() {
  state = readState();
  if (state.lang !== drawn.language) {
    setLanguage(state.lang);
    drawn.language = state.lang;
    drawAll();
  } else update();
}

/** Everything in the current language: first what is on the screen, the rest as soon as that is shown. */
function drawAll() {
  document.title = text("page.report_title", { name: payload.name });
  fill(regions.name, payload.name, " ", element("small", {}, text("page.report_kind_of_page")));
  fill(regions.tools, pageTools(() => dialogs.keys.open(), toggleLanguage));
  regions.contents.setAttribute("aria-label", text("page.report_contents"));
  fill(regions.contents, element("ol", {}, sections.map(({ name, title }) => element("li", {}, element("a", { href: address({ section: name, fold: "", picture: "", of: "" }), "data-section": name, onclick: () => goToSection(name) }, text(title))))));
  updates = [];
  const waiting = [...sections];
  drawSection(waiting.shift());
  if (isReady()) {
    waiting.forEach(drawSection); // immediately, so that nothing moves on the screen
    update();
  } else drawLater(waiting);
}

function drawLater(waiting) {
  const round = updates; // another language starts another one
  const next = () => {
    if (round !== updates) return;
    const until = performance.now() + 12;
    while (waiting.length > 0 && performance.now() < until) drawSection(waiting.shift());
    if (waiting.length > 0) {
      setTimeout(next, 0);
      return;
    }
    regions.main.dataset.ready = "true";
    update();
  };
  setTimeout(next, 0);
}

function isReady() {
  return regions.main.dataset.ready === "true";
}

function drawSection({ name, title, lead, show }) {
  const { nodes, update: follow } = show(page);
  const heading = name === sections[0].name ? text(title) : folds.heading(name, text(title));
  if (follow) updates.push(follow);
  fill(
    regions[name],
    element("h2", { id: `title-${name}`, tabindex: -1 }, heading),
    lead ? element("p", { class: "lead" }, text(lead)) : null,
    nodes.flat(Infinity),
  );
  if (name === state.section) folds.unfold(name, state.fold);
}

/** The state in the address: a cell, an order, an image, a section. */
function update() {
  if (state.cell !== "") folds.unfold("confusion");
  if (state.picture !== "" && Object.hasOwn(regions, state.of)) folds.unfold(state.of);
  for (const follow of updates) follow(state);
  dialog.follow(state, listsOf(payload, state));
  for (const link of regions.contents.querySelectorAll("a")) {
    link.setAttribute("href", address({ section: link.dataset.section, fold: "", picture: "", of: "" }));
  }
  if (!isReady()) return;
  if (state.section !== drawn.section || state.fold !== drawn.fold) goToSection(state.section, state.fold);
  [drawn.section, drawn.fold] = [state.section, state.fold];
}

/** Opens a section and its folded part, and scrolls to it. */
function goToSection(name, fold = "") {
  const title = document.getElementById(`title-${name}`);
  (folds.unfold(name, fold) ?? title)?.scrollIntoView({ block: "start" });
  title?.focus({ preventScroll: true });
}

/** A section was opened in place: the address records it, and nothing moves. */
function shown(name) {
  drawn.section = name;
  page.go({ section: name, fold: "" }, true);
}

const toggleLanguage = () => page.go({ lang: language() === "en" ? "ko" : "en" }, true);

/** Closes the part that was opened last. */
function up() {
  const now = readState();
  if (now.picture !== "") page.go({ picture: "", of: "" });
  else if (now.cell !== "") page.go({ cell: "" });
  else if (now.section !== "") page.go({ section: "", fold: "" });
}

/** The previous section, or the next. */
function step(by) {
  const at = sections.findIndex(({ name }) => name === readState().section);
  const next = Math.min(sections.length - 1, Math.max(0, at + by));
  page.go({ section: sections[next].name, fold: "" });
}

const shortcuts = [
  { keys: ["Tab"], label: "Tab", says: "page.key_tab", run: null },
  { keys: [], label: "← ↑ → ↓", says: "page.key_arrows_report", run: null },
  { keys: [], label: "Enter", says: "page.key_enter_report", run: null },
  { keys: ["Backspace", "Escape"], label: "Backspace Esc", says: "page.key_shut_report", run: up },
  { keys: [], label: ", .", says: "page.key_step_report", run: null },
  { keys: [","], label: ",", says: "", run: () => step(-1) },
  { keys: ["."], label: ".", says: "", run: () => step(1) },
  { keys: ["/"], label: "/", says: "page.key_search", run: () => dialogs.search.open() },
  { keys: ["l", "L"], label: "L", says: "page.key_language", run: toggleLanguage },
  { keys: ["?"], label: "?", says: "page.key_keys", run: () => dialogs.keys.open() },
];
const dialogs = {
  keys: keysDialog(shortcuts.filter(({ says }) => says !== "")),
  search: searchDialog(payload.labels[0] ?? payload.name, (typed) => placesNamed(page, sections, typed)),
};

/** The table of contents shows the current section while the page is scrolled. */
function followScroll() {
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      for (const link of regions.contents.querySelectorAll("a")) link.setAttribute("aria-current", String(regions[link.dataset.section] === target));
    }
  }, { rootMargin: "-15% 0px -80% 0px" });
  for (const { name } of sections) near.observe(regions[name]);
}

/** In print, the network is its table: there is no room for a diagram that is wider than the page. */
function preparePaper() {
  const details = () => regions.main.querySelectorAll(".network details");
  addEventListener("beforeprint", () => details().forEach((one) => { one.open = true; }));
  addEventListener("afterprint", () => details().forEach((one) => { one.open = false; }));
}

function build() {
  regions.name = element("h1");
  regions.tools = element("div", { class: "tools" });
  regions.contents = element("nav", { class: "contents" });
  for (const { name } of sections) regions[name] = element("section", { class: name === sections[0].name ? name : `${name} folded`, "aria-labelledby": `title-${name}` });
  regions.main = element("main", {}, sections.map(({ name }) => regions[name]));
  document.body.prepend(element("header", {}, regions.name, regions.tools), element("div", { class: "page" }, regions.contents, regions.main));
  addEventListener("hashchange", draw);
  onTurn(drawAll);
  listenForKeys(shortcuts);
  draw();
  followScroll();
  preparePaper();
}

build();
