/** The switch between the prediction and the training step and, if no target was given, the choice of one. */

import { button, element } from "../shell/elements.js";
import { text } from "../shell/language.js";

const CHANGED_BY_TRAINING = /dropout|noise|batch_normalization/;

/** The changes in the address when the other walk is shown. */
export const otherWalk = ({ walk }) => (walk === "train" ? { walk: "", pass: "forward" } : { walk: "train" });

/**
 * @param {import("./walks.js").Walks} walks
 * @param {any} state
 * @param {(changes: Record<string, string>) => void} go
 */
export function walkBar(walks, state, go) {
  if (!walks.hasStep) return [element("p", { class: "quiet" }, text("page.about_predict"))];
  const choice = (walk, key) => button(text(key), () => { if (state.walk !== walk) go(otherWalk(state)); }, { "aria-pressed": String(state.walk === walk), "aria-keyshortcuts": "P" });
  const both = element("div", { class: "passes", role: "group", "aria-label": text("page.walk") }, choice("predict", "page.predict"), choice("train", "page.train"));
  if (state.walk === "predict") return [both, element("p", { class: "quiet" }, text("page.about_predict"))];
  const recording = walks.recording("train", state.target);
  const isSame = !recording.steps.some(({ step }) => CHANGED_BY_TRAINING.test(step.op));
  const about = recording.isTraining ? element("p", { class: "quiet" }, text(isSame ? "page.about_train_same" : "page.about_train")) : null;
  return [both, about, walks.isOpen ? classChoice(walks, state, go) : null];
}

function classChoice(walks, { target }, go) {
  const { labels, classes } = walks.prediction.payload;
  const nameOf = (number) => labels?.[number] ?? String(number);
  const buttons = walks.classes.map((number) => button(nameOf(number), () => go({ target: String(number) }), { "aria-pressed": String(String(number) === target) }));
  return element(
    "div", { class: "choice" },
    element("p", { id: "choice" }, target === "" ? text("page.choose_target") : text("page.chosen_target", { label: nameOf(Number(target)) })),
    element("div", { class: "tabs", role: "group", "aria-labelledby": "choice" }, buttons),
    classes > buttons.length ? element("p", { class: "quiet" }, text("page.more_classes", { count: classes - buttons.length })) : null,
  );
}
