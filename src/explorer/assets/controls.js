// The assumptions at the left: groups that fold, a slider and a number for each, marks, search, reset.

import { reset, setValue } from "./actions.js";
import { byId, el, number, say, symbol as symbolOf } from "./dom.js";
import { explain } from "./explain.js";
import { said } from "./settings.js";
import { state, update } from "./state.js";

/** @typedef {{element: HTMLElement, show: (parameter: any) => void}} Row */

/** Rows by key, made when their group is first opened. @type {Map<string, Row>} */
const rows = new Map();
/** Groups by id. @type {Map<string, {element: any, list: any, count: any}>} */
const groups = new Map();
let built = "";

/** Makes the parts that are there for any scenario work. */
export function mount() {
  byId("search").addEventListener("input", (event) => update({ search: event.target.value }));
  byId("only-changed").addEventListener("change", (event) => update({ onlyChanged: event.target.checked }));
  for (const side of ["arm", "base"]) {
    byId(`side-${side}`).addEventListener("change", () => update({ side: /** @type {any} */ (side) }));
  }
}

/** Shows groups and values. */
export function render() {
  const { scenario } = state;
  if (!scenario) return;
  const shape = scenario.groups.map((group) => group.id + group.parameters.map(({ key }) => key)).join();
  if (shape !== built) build(shape);
  let hits = 0;
  for (const group of scenario.groups) hits += showGroup(group);
  byId("nothing-found").hidden = hits > 0;
}

/** @param {string} shape */
function build(shape) {
  built = shape;
  rows.clear();
  groups.clear();
  // What holds for all stands before what is one state's, one theatre's or one force's own.
  const rank = ({ id }) => (id.includes(".") ? 1 : 0);
  const list = [...state.scenario.groups].sort((a, b) => rank(a) - rank(b)).map((group) => {
    const parameters = el("div", { class: "parameters" });
    const count = el("span", { class: "count" });
    const summary = el("summary", {}, el("span", {}, group.title), count);
    const element = el("details", { class: "group", ontoggle: () => unfold(group.id) }, summary, parameters);
    groups.set(group.id, { element, list: parameters, count });
    return element;
  });
  byId("groups").replaceChildren(...list);
}

/** Fills a group that is opened. @param {string} id */
function unfold(id) {
  const group = state.scenario.groups.find((one) => one.id === id);
  if (group) showGroup(group);
}

/**
 * Shows one group; returns how many of its parameters fit what is looked for.
 * @param {any} group
 */
function showGroup(group) {
  const { element, list, count } = /** @type {any} */ (groups.get(group.id));
  const filtered = state.search.trim() !== "" || state.onlyChanged;
  const fitting = group.parameters.filter((parameter) => fits(group, parameter));
  const changed = group.parameters.filter(({ key }) => isChanged(key)).length;
  element.hidden = fitting.length === 0;
  say(count, changed ? `${changed} changed` : "");
  if (filtered && fitting.length > 0 && fitting.length <= 40) element.open = true;
  if (!element.open) return fitting.length;
  const shown = new Set(fitting.map(({ key }) => key));
  for (const parameter of group.parameters) {
    let row = rows.get(parameter.key);
    if (!row && shown.has(parameter.key)) {
      row = rowOf(parameter);
      rows.set(parameter.key, row);
      list.append(row.element);
    }
    if (!row) continue;
    row.element.hidden = !shown.has(parameter.key);
    if (!row.element.hidden) row.show(parameter);
  }
  return fitting.length;
}

/** @param {any} group @param {any} parameter */
function fits(group, parameter) {
  if (state.onlyChanged && !isChanged(parameter.key)) return false;
  const words = [parameter.key, parameter.label, parameter.symbol, parameter.meaning, group.title].join(" ").toLowerCase();
  return state.search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word));
}

/** @param {string} key */
function isChanged(key) {
  return said(state.settings.arm, key) !== undefined || said(state.settings.base, key) !== undefined;
}

/**
 * What a parameter is in the arm that controls change now, as a text.
 * @param {any} parameter
 */
function valueOf({ key, ...parameter }) {
  const { arm, base } = state.settings;
  const set = (state.side === "arm" ? said(arm, key) : undefined) ?? said(base, key);
  const from = state.side === "arm" && state.settings.other ? parameter.arm : parameter.default;
  return String(set ?? from ?? "");
}

/**
 * @param {any} parameter
 * @returns {Row}
 */
function rowOf(parameter) {
  const { key, label, symbol, unit } = parameter;
  const id = `p-${key}`;
  const field = fieldOf(parameter, id);
  const back = el("button", { type: "button", class: "quiet", onclick: () => reset(key) }, "Reset");
  const words = el("span", { class: "default" });
  const fault = el("p", { class: "wrong", id: `${id}-wrong` });
  const asks = el("button", { type: "button", class: "quiet", onclick: () => explain(key) }, "What is this?");
  for (const button of [back, asks]) button.setAttribute("aria-label", `${button.textContent} ${label}`);
  const title = el("label", { for: id }, `${label} `, symbol ? symbolOf(symbol) : null);
  const element = el(
    "div",
    { class: "parameter", "data-key": key },
    el("div", { class: "title" }, title, el("span", { class: "unit" }, unit && unit !== "1" ? unit : "")),
    field.element,
    fault,
    el("div", { class: "foot" }, words, asks, back),
  );
  const source = parameter.source ? ` · ${parameter.source}` : "";
  const show = (now) => {
    field.show(valueOf(now));
    element.classList.toggle("changed", isChanged(key));
    back.hidden = !isChanged(key);
    say(words, `Default ${plain(now.default)}${source}`);
    const wrong = state.fault && state.fault.key === key ? state.fault.message : "";
    say(fault, wrong);
    fault.hidden = !wrong;
  };
  return { element, show };
}

/** @param {any} value */
function plain(value) {
  if (typeof value === "boolean") return value ? "on" : "off";
  return typeof value === "number" ? number(value) : String(value ?? "none");
}

/**
 * The field of a parameter: a switch, a choice, a text, or a slider with a number.
 * @param {any} parameter
 * @param {string} id
 * @returns {{element: HTMLElement, show: (value: string) => void}}
 */
function fieldOf(parameter, id) {
  if (parameter.kind === "switch") return switchOf(parameter, id);
  if (parameter.kind === "choice") return choiceOf(parameter, id);
  if (parameter.kind === "number" || parameter.kind === "integer") return sliderOf(parameter, id);
  const input = el("input", { id, type: "text", onchange: () => setValue(parameter.key, input.value) });
  return { element: input, show: (value) => put(input, value) };
}

/** @param {any} parameter @param {string} id */
function switchOf({ key }, id) {
  const input = el("input", { id, type: "checkbox", role: "switch" });
  input.addEventListener("change", () => setValue(key, String(input.checked)));
  return { element: input, show: (value) => (input.checked = value === "true") };
}

/** @param {any} parameter @param {string} id */
function choiceOf({ key, choices }, id) {
  const input = el("select", { id }, ...choices.map((choice) => el("option", { value: choice }, String(choice))));
  input.addEventListener("change", () => setValue(key, input.value));
  return { element: input, show: (value) => put(input, value) };
}

/**
 * A slider over the plausible range with a mark at the default, and a number that may also lie beyond it.
 * @param {any} parameter
 * @param {string} id
 */
function sliderOf(parameter, id) {
  const { key, label } = parameter;
  const start = Number(parameter.default);
  const low = Math.min(parameter.low ?? 0, start);
  const high = Math.max(parameter.high ?? 1, start);
  const step = parameter.kind === "integer" ? 1 : (parameter.step ?? (high - low) / 100);
  const slider = el("input", { type: "range", min: low, max: high, step: "any", "aria-label": `${label}, slider` });
  const field = el("input", { id, type: "number", step: "any", inputmode: "decimal" });
  const mark = el("span", { class: "mark", title: `Default ${plain(start)}` });
  mark.style.setProperty("--at", String(high > low ? (start - low) / (high - low) : 0));
  const range = el("span", { class: "range" }, el("span", {}, number(low)), el("span", {}, number(high)));
  const rounded = (value) => Number((low + Math.round((value - low) / step) * step).toPrecision(10));
  slider.addEventListener("input", () => {
    const value = Math.min(high, Math.max(low, rounded(Number(slider.value))));
    field.value = String(value);
    setValue(key, String(value));
  });
  slider.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!steps) return;
    event.preventDefault();
    slider.value = String(rounded(Number(slider.value) + steps * step));
    slider.dispatchEvent(new Event("input"));
  });
  field.addEventListener("change", () => {
    if (field.value !== "") setValue(key, field.value);
  });
  const track = el("div", { class: "track" }, slider, mark, range);
  const show = (value) => {
    put(field, value);
    slider.setAttribute("aria-valuetext", value);
    if (document.activeElement !== slider || Math.abs(Number(slider.value) - Number(value)) > step) slider.value = value;
  };
  return { element: el("div", { class: "slider" }, track, field), show };
}

/**
 * Puts a value in a field, unless somebody is writing there.
 * @param {any} input
 * @param {string} value
 */
function put(input, value) {
  if (document.activeElement !== input || input.localName === "select") input.value = value;
}
