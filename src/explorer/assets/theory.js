// The theory bench: a closed form, a slider for each of its inputs, and the curve over one of them.

import { ask, inWords } from "./api.js";
import { byId, drawing, el, number, say, symbol as symbolOf, tableOf } from "./dom.js";

/** The one state of the page. */
const state = {
  /** @type {any[]} */
  forms: [],
  /** @type {any} */
  form: null,
  /** @type {Record<string, any>} */
  values: {},
  over: "",
};

let turn = 0;
let timer = 0;

/** Shows the form that the address names, or the first. */
async function start() {
  try {
    state.forms = await ask("/api/theory");
  } catch (error) {
    return wrong(error);
  }
  const families = [...new Set(state.forms.map(({ family }) => family ?? ""))];
  const groups = families.map((family) => {
    const list = state.forms.filter((form) => (form.family ?? "") === family);
    return el("optgroup", { label: family || "Closed forms" }, ...list.map(({ id, title }) => el("option", { value: id }, `${id} ${title}`)));
  });
  const select = byId("form");
  select.replaceChildren(...groups);
  select.addEventListener("change", () => {
    location.hash = select.value;
  });
  byId("over").addEventListener("change", (event) => {
    state.over = event.target.value;
    soon();
  });
  byId("defaults").addEventListener("click", () => choose(state.form.id));
  window.addEventListener("hashchange", named);
  return named();
}

/** Chooses the form that the fragment names. */
function named() {
  const id = location.hash.slice(1);
  choose(state.forms.some((form) => form.id === id) ? id : state.forms[0].id);
}

/** @param {string} id */
function choose(id) {
  const form = state.forms.find((one) => one.id === id);
  const values = Object.fromEntries(form.parameters.map((parameter) => [parameter.name, parameter.default]));
  const sweep = form.sweep ?? [];
  Object.assign(state, { form, values, over: sweep.includes(state.over) ? state.over : (sweep[0] ?? "") });
  byId("form").value = id;
  say(byId("form-title"), form.title);
  say(byId("equation"), form.equation ?? "");
  say(byId("note"), form.note ?? "");
  say(byId("source"), form.source ?? "");
  const label = (name) => form.parameters.find((one) => one.name === name)?.symbol || name;
  byId("over").replaceChildren(...sweep.map((name) => el("option", { value: name }, label(name))));
  byId("over").value = state.over;
  byId("over").closest("label").hidden = sweep.length === 0;
  byId("inputs").replaceChildren(...form.parameters.map(inputOf));
  soon();
}

/** @param {any} parameter */
function inputOf(parameter) {
  const { name, symbol, meaning, unit, low, high, list } = parameter;
  const id = `i-${name}`;
  const title = el("label", { for: id }, symbolOf(symbol || name), ` ${meaning ?? ""}`);
  const head = el("div", { class: "title" }, title, el("span", { class: "unit" }, unit && unit !== "1" ? unit : ""));
  const take = (value) => {
    state.values[name] = value;
    soon();
  };
  if (list || typeof parameter.default !== "number") {
    const field = el("input", { id, type: "text", value: [parameter.default].flat().join(", ") });
    field.addEventListener("change", () => {
      const numbers = field.value.split(/[\s,;]+/).filter(Boolean).map(Number);
      take(list ? numbers : field.value);
    });
    return el("div", { class: "parameter" }, head, field, el("p", { class: "default" }, parameter.allowed ?? ""));
  }
  const step = Number.isInteger(parameter.step) ? parameter.step : "any";
  const slider = el("input", { type: "range", min: low, max: high, step, value: parameter.default, "aria-label": `${symbol || name}, slider` });
  const field = el("input", { id, type: "number", step: "any", value: parameter.default });
  slider.addEventListener("input", () => {
    field.value = String(Number(Number(slider.value).toPrecision(4)));
    take(Number(field.value));
  });
  field.addEventListener("change", () => {
    if (field.value === "") return;
    slider.value = field.value;
    take(Number(field.value));
  });
  const mark = el("span", { class: "mark" });
  mark.style.setProperty("--at", String(high > low ? (parameter.default - low) / (high - low) : 0));
  const range = el("span", { class: "range" }, el("span", {}, number(low)), el("span", {}, number(high)));
  return el(
    "div",
    { class: "parameter" },
    head,
    el("div", { class: "slider" }, el("div", { class: "track" }, slider, mark, range), field),
    el("p", { class: "default" }, `${parameter.allowed ?? ""}; default ${number(parameter.default)}`),
  );
}

/** Asks when the hand rests; what is shown is dimmed until then. */
function soon() {
  turn += 1;
  clearTimeout(timer);
  byId("curve").classList.add("stale");
  timer = setTimeout(evaluate, 80);
}

async function evaluate() {
  const mine = turn;
  try {
    const { form, values, over } = state;
    const answer = await ask("/api/theory", { id: form.id, values, over: over || null });
    if (mine === turn) show(answer);
  } catch (error) {
    if (mine === turn) wrong(error);
  }
}

/** @param {any} answer */
function show(answer) {
  say(byId("theory-wrong"), "");
  byId("curve").classList.remove("stale");
  say(byId("theory-words"), [answer.words].flat().join(" "));
  const shown = (value) => [value].flat().map((one) => (typeof one === "number" ? number(one) : String(one))).join(", ");
  const rows = [answer.value].flat().map((one) => [one.meaning ?? one.name, shown(one.value)]);
  byId("results-table").replaceChildren(tableOf("Results", { columns: ["Result", "Value"], rows }));
  byId("drawing").replaceChildren(...(answer.svg ? [drawing(answer.svg, answer.alt ?? answer.words ?? "")] : []));
  const table = answer.table?.rows?.length ? tableOf("Numbers of the curve", answer.table) : el("p", {}, "No curve.");
  byId("curve-table").replaceChildren(table);
}

/** @param {unknown} error */
function wrong(error) {
  say(byId("theory-wrong"), inWords(error));
}

start();
