// The figures: the library's own drawings, each with its words, its numbers and its files.

import { set } from "./actions.js";
import { file, inWords, save } from "./api.js";
import { byId, drawing, el, say, tableOf } from "./dom.js";
import { readable } from "./reading.js";
import { current, state } from "./state.js";

const FORMATS = [
  ["svg", "SVG"],
  ["pdf", "PDF"],
  ["png", "PNG"],
  ["csv", "Data (CSV)"],
  ["caption", "Caption"],
];

/** @type {Map<string, any>} */
const parts = new Map();
let shown = null;

/** Shows the choice of figures and the figures. */
export function render() {
  showChoice();
  const { picture, settings } = state;
  const list = byId("figures");
  const fresh = current();
  list.classList.toggle("stale", picture !== null && !fresh);
  byId("stale-words").hidden = picture === null || fresh;
  if (picture === null) return;
  if (picture !== shown) showAll(picture);
  for (const [id, part] of parts) {
    part.element.hidden = !settings.figures.includes(id);
    part.files.disabled = !fresh || part.data === null;
  }
}

function showChoice() {
  const { scenario, settings } = state;
  const choice = byId("figure-choice");
  if (!scenario) return;
  const now = scenario.figures.map(({ id }) => id).join();
  if (choice.dataset.of !== now) {
    choice.dataset.of = now;
    const boxes = scenario.figures.map(({ id, title }) => {
      const box = el("input", { type: "checkbox", value: id, onchange: () => toggle(id, box.checked) });
      return el("label", { class: "check" }, box, el("span", {}, title));
    });
    choice.replaceChildren(el("legend", {}, "Figures"), ...boxes);
  }
  for (const box of choice.querySelectorAll("input")) box.checked = settings.figures.includes(box.value);
}

/**
 * A figure that is there is shown or hidden; one that is not must be asked for.
 * @param {string} id
 * @param {boolean} wanted
 */
function toggle(id, wanted) {
  const order = state.scenario.figures.map((figure) => figure.id);
  const figures = order.filter((one) => (one === id ? wanted : state.settings.figures.includes(one)));
  set({ figures });
}

/** @param {any} picture */
function showAll(picture) {
  shown = picture;
  const kept = new Set(picture.figures.map(({ id }) => id));
  for (const [id, part] of parts) {
    if (!kept.has(id)) {
      part.element.remove();
      parts.delete(id);
    }
  }
  for (const figure of picture.figures) {
    let part = parts.get(figure.id);
    if (!part) {
      part = partOf(figure.id);
      parts.set(figure.id, part);
      byId("figures").append(part.element);
    }
    show(part, figure);
  }
}

/** The place of a figure, whose tables and buttons stay where they are while pictures change. @param {string} id */
function partOf(id) {
  const title = el("h3", { id: `figure-${id}` });
  const picture = el("div", { class: "drawing", role: "group", tabindex: "0", "aria-labelledby": `figure-${id}` });
  const reading = el("p", { class: "reading", "aria-hidden": "true" });
  const caption = el("figcaption", {});
  const table = el("div", { class: "wide", role: "group", tabindex: "0", "aria-label": "Numbers of the figure" });
  const words = el("p", { class: "alt" });
  const numbers = el(
    "details",
    { ontoggle: () => part.fillTable() },
    el("summary", {}, "The figure in words and numbers"),
    words,
    table,
  );
  const buttons = FORMATS.map(([format, label]) =>
    el("button", { type: "button", class: "quiet", "aria-label": `${label} of this figure`, onclick: () => download(id, format, wrong) }, label),
  );
  const wrong = el("p", { class: "wrong", role: "status" });
  const files = el("fieldset", { class: "files" }, el("legend", {}, "Download"), ...buttons);
  const element = el("figure", { class: "card", "data-figure": id }, title, picture, reading, caption, numbers, files, wrong);
  const part = { element, title, picture, reading, caption, words, files, numbers, data: null, fillTable: () => {} };
  part.fillTable = () => {
    if (numbers.open && part.data) table.replaceChildren(tableOf("Numbers of the figure", part.data));
  };
  return part;
}

/** @param {any} part @param {any} figure */
function show(part, figure) {
  say(part.title, figure.title);
  say(part.caption, figure.caption ?? "");
  say(part.words, figure.alt ?? "");
  part.data = figure.table ?? null;
  part.reading.hidden = Boolean(figure.error);
  if (figure.error) {
    part.picture.replaceChildren(el("p", { class: "soft" }, figure.error));
  } else {
    const svg = drawing(figure.svg, figure.alt);
    readable(svg, figure, part.reading);
    part.picture.replaceChildren(svg);
  }
  part.numbers.hidden = Boolean(figure.error);
  part.fillTable();
}

/** @param {string} id @param {string} format @param {HTMLElement} wrong */
async function download(id, format, wrong) {
  say(wrong, "");
  try {
    const { job, runs } = state.picture;
    const made = await file({ ...state.settings, what: "figure", figure: id, format, job, runs });
    save(made.name, made.content);
  } catch (error) {
    say(wrong, inWords(error));
  }
}
