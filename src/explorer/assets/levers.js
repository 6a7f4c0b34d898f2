// Levers on a month axis: a period is drawn by mouse, finger or keyboard; what acts in it is chosen beside it.

import { putLever, removeLever } from "./actions.js";
import { byId, el, say } from "./dom.js";
import { inWords, toMonth, toNumber } from "./months.js";
import { state } from "./state.js";
import { targetsOf } from "./targets.js";

/** The lever that the form holds, or null while it is closed. `until` is the first month after it. */
let draft = /** @type {{name: string, from: number, until: number, target: string, of: string, action: string, size: number, announced: boolean}|null} */ (null);
/** Month at which a period that is being drawn began. */
let anchor = NaN;
let axisOf = "";

const span = () => {
  const start = toNumber(state.scenario.start);
  return { start, end: start + state.scenario.months };
};
let known = { of: null, targets: /** @type {import("./targets.js").Target[]} */ ([]) };
const targets = () => {
  const { levers } = state.scenario;
  if (known.of !== levers) known = { of: levers, targets: targetsOf(levers) };
  return known.targets;
};
const given = () => (state.scenario.levers.in_force ?? []).map((one) => (typeof one === "string" ? { name: one } : one));
const targetOf = (id) => targets().find((target) => target.id === id) ?? targets()[0];
const share = (month) => (month - span().start) / state.scenario.months;

/** Wires axis and form. */
export function mount() {
  const axis = byId("axis");
  axis.addEventListener("pointerdown", (event) => {
    if (!state.scenario || event.target.closest("button, [role=slider]")) return;
    anchor = monthAt(event);
    axis.setPointerCapture(event.pointerId);
    open({ from: anchor, until: anchor + 1 });
  });
  axis.addEventListener("pointermove", (event) => {
    if (Number.isNaN(anchor) || !draft) return;
    const at = monthAt(event);
    draft.from = Math.min(anchor, at);
    draft.until = Math.max(anchor, at) + 1;
    render();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    axis.addEventListener(name, () => (anchor = NaN));
  }
  for (const edge of ["from", "until"]) mountHandle(/** @type {any} */ (edge));
  byId("add-lever").addEventListener("click", () => {
    open({ from: span().start + 12, until: Math.min(span().start + 36, span().end) });
    byId("handle-from").focus();
  });
  byId("lever-form").addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  byId("lever-cancel").addEventListener("click", close);
  mountForm();
}

/** @param {"from"|"until"} edge */
function mountHandle(edge) {
  const handle = byId(`handle-${edge}`);
  handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId));
  handle.addEventListener("pointermove", (event) => {
    if (handle.hasPointerCapture(event.pointerId)) moveEdge(edge, monthAt(event) + (edge === "until" ? 1 : 0));
  });
  handle.addEventListener("keydown", (event) => {
    if (!draft) return;
    const { start, end } = span();
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 12, PageDown: -12 }[event.key];
    const to = { Home: start, End: end }[event.key] ?? (by ? draft[edge] + by : null);
    if (to === null) return;
    event.preventDefault();
    moveEdge(edge, to);
  });
  byId(`lever-${edge}`).addEventListener("change", (event) => {
    const month = toNumber(event.target.value);
    if (!Number.isNaN(month)) moveEdge(edge, month + (edge === "until" ? 1 : 0));
  });
}

function mountForm() {
  byId("lever-target").addEventListener("change", (event) => {
    if (!draft) return;
    const target = targetOf(event.target.value);
    Object.assign(draft, { target: target.id, of: target.of[0]?.id ?? "", announced: false }, actionOf(target));
    render();
  });
  const set = (id, change) =>
    byId(id).addEventListener("input", (event) => {
      if (draft) change(draft, event.target);
      render();
    });
  set("lever-of", (lever, input) => (lever.of = input.value));
  set("lever-announced", (lever, input) => (lever.announced = input.checked));
  set("lever-action", (lever, input) => Object.assign(lever, actionOf(targetOf(lever.target), input.value)));
  for (const id of ["lever-size", "lever-slider"]) {
    set(id, (lever, input) => {
      if (input.value !== "") lever.size = Number(input.value);
    });
  }
}

/**
 * An action of a target, and the size with which it begins.
 * @param {any} target
 * @param {string} [id]
 */
function actionOf(target, id) {
  const action = target.actions.find((one) => one.id === id) ?? target.actions[0];
  return { action: action.id, size: action.value ?? action.low };
}

/** @param {PointerEvent} event */
function monthAt(event) {
  const { left, width } = byId("axis").getBoundingClientRect();
  const { start, end } = span();
  const at = start + Math.floor(((event.clientX - left) / width) * state.scenario.months);
  return Math.min(end - 1, Math.max(start, at));
}

/** @param {"from"|"until"} edge @param {number} to */
function moveEdge(edge, to) {
  if (!draft) return;
  const { start, end } = span();
  if (edge === "from") draft.from = Math.min(Math.max(to, start), draft.until - 1);
  else draft.until = Math.max(Math.min(to, end), draft.from + 1);
  render();
}

/** @param {{from: number, until: number}} period */
function open(period) {
  if (draft) Object.assign(draft, period);
  else {
    const target = targets()[0];
    draft = { name: "", target: target.id, of: target.of[0]?.id ?? "", announced: false, ...actionOf(target), ...period };
  }
  render();
}

/** Opens a lever that is there. @param {import("./settings.js").Lever} lever */
function edit(lever) {
  const target = targets().find((one) => one.of.some((of) => has(lever, of.keys))) ?? targets()[0];
  const action = ["set", "scale", "shift"].find((id) => id in lever) ?? "set";
  draft = {
    name: lever.name,
    target: target.id,
    of: target.of.find((of) => has(lever, of.keys))?.id ?? "",
    action,
    size: Number(lever[action]),
    announced: lever.announced === true,
    from: Number.isNaN(toNumber(lever.from)) ? span().start : toNumber(lever.from),
    until: Number.isNaN(toNumber(lever.until)) ? span().end : toNumber(lever.until),
  };
  render();
  byId("lever-target").focus();
}

const has = (lever, keys) => Object.entries(keys).every(([key, value]) => lever[key] === value);

function close() {
  draft = null;
  render();
  byId("add-lever").focus();
}

function save() {
  if (!draft) return;
  const { target, of, action, size, announced, from, until } = draft;
  const keys = targetOf(target).of.find((one) => one.id === of)?.keys ?? {};
  putLever({
    name: draft.name || freeName(target),
    ...keys,
    [action]: size,
    from: toMonth(from),
    until: toMonth(until),
    ...(announced ? { announced: true } : {}),
  });
  close();
}

/** A name that no lever has. @param {string} target */
function freeName(target) {
  const taken = [...state.settings.levers, ...given()].map(({ name }) => name);
  const stem = target.toLowerCase().replace(/[^a-z0-9]+/g, "_").slice(0, 26);
  let number = 1;
  while (taken.includes(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

/**
 * A lever in words.
 * @param {any} lever
 */
export function inSentence(lever) {
  const target = targets().find((one) => one.of.some((of) => has(lever, of.keys)));
  const of = target?.of.find((one) => has(lever, one.keys));
  const action = target?.actions.find(({ id }) => id in lever);
  const what = target ? [target.label, of?.label].filter(Boolean).join(", ") : lever.name;
  return `${what}: ${action?.label ?? ""} ${action ? lever[action.id] : ""}`.trim();
}

/** @param {any} lever */
function period(lever) {
  const { start, end } = span();
  const from = toNumber(lever.from);
  const until = toNumber(lever.until);
  return [Number.isNaN(from) ? start : from, Number.isNaN(until) ? end : until];
}

/** Shows axis, levers and form. */
export function render() {
  if (!state.scenario) return;
  showAxis();
  showBars();
  showForm();
}

function showAxis() {
  const { start, end } = span();
  const axis = `${start}-${end}`;
  if (axis === axisOf) return;
  axisOf = axis;
  const years = [];
  for (let month = Math.ceil(start / 12) * 12; month < end; month += 12) {
    const year = el("span", { class: "year" }, String(month / 12));
    year.style.setProperty("--at", String(share(month)));
    years.push(year);
  }
  byId("years").replaceChildren(...years);
}

function showBars() {
  const there = given().map((lever) => ({ ...lever, given: true }));
  const own = state.settings.levers;
  const bars = [...there, ...own].map((lever) => {
    const [from, until] = period(lever);
    const words = lever.given ? (lever.words ?? lever.name) : inSentence(lever);
    const when = lever.given && !lever.from ? "" : ` · ${inWords(from)} to ${inWords(until - 1)}`;
    const bar = el("span", { class: `bar ${lever.given ? "given" : ""}` });
    bar.style.setProperty("--at", String(Math.max(0, share(from))));
    bar.style.setProperty("--long", String(Math.min(1, share(until)) - Math.max(0, share(from))));
    const buttons = lever.given
      ? el("span", { class: "soft" }, "of the scenario")
      : el(
          "span",
          { class: "buttons" },
          el("button", { type: "button", class: "quiet", "aria-label": `Change ${words}`, onclick: () => edit(lever) }, "Change"),
          el("button", { type: "button", class: "quiet", "aria-label": `Remove ${words}`, onclick: () => removeLever(lever.name) }, "Remove"),
        );
    return el("li", {}, el("span", { class: "lane" }, bar), el("span", { class: "words" }, words, el("span", { class: "soft" }, when)), buttons);
  });
  const list = byId("levers-list");
  const now = JSON.stringify([there, own, axisOf]);
  if (list.dataset.of === now) return;
  list.dataset.of = now;
  list.replaceChildren(...bars);
}

function showForm() {
  byId("lever-form").hidden = draft === null;
  byId("draft").hidden = draft === null;
  byId("axis-hint").hidden = draft !== null || state.settings.levers.length > 0;
  if (!draft) return;
  const { from, until } = draft;
  const target = targetOf(draft.target);
  const action = target.actions.find(({ id }) => id === draft?.action) ?? target.actions[0];
  byId("draft").style.setProperty("--at", String(share(from)));
  byId("draft").style.setProperty("--long", String((until - from) / state.scenario.months));
  showHandle("from", from, from);
  showHandle("until", until, until - 1);
  options("lever-target", targets(), draft.target);
  options("lever-of", target.of, draft.of);
  byId("lever-of").closest("label").hidden = target.of.length < 2 && !target.of[0]?.label;
  options("lever-action", target.actions, draft.action);
  const slider = byId("lever-slider");
  Object.assign(slider, { min: action.low, max: action.high, step: action.step ?? "any" });
  for (const id of ["lever-size", "lever-slider"]) {
    if (Number(byId(id).value) !== draft.size || byId(id).value === "") byId(id).value = String(draft.size);
  }
  byId("lever-announced").closest("label").hidden = !target.announced;
  byId("lever-announced").checked = draft.announced;
  const months = until - from;
  say(byId("lever-note"), [target.note, target.unit && target.unit !== "1" ? `Unit: ${target.unit}.` : ""].filter(Boolean).join(" "));
  say(byId("lever-long"), `${months} ${months === 1 ? "month" : "months"}`);
  say(byId("lever-save"), draft.name ? "Change the lever" : "Add the lever");
}

/** @param {"from"|"until"} edge @param {number} at @param {number} month */
function showHandle(edge, at, month) {
  const { start, end } = span();
  const handle = byId(`handle-${edge}`);
  handle.style.setProperty("--at", String(share(at)));
  handle.setAttribute("aria-valuemin", String(0));
  handle.setAttribute("aria-valuemax", String(end - start - 1));
  handle.setAttribute("aria-valuenow", String(month - start));
  handle.setAttribute("aria-valuetext", inWords(month));
  const input = byId(`lever-${edge}`);
  if (document.activeElement !== input) input.value = toMonth(month);
  Object.assign(input, { min: toMonth(start), max: toMonth(end - 1) });
}

/** @param {string} id @param {{id: string, label: string}[]} choices @param {string} value */
function options(id, choices, value) {
  const select = byId(id);
  const now = choices.map((choice) => choice.id + choice.label).join();
  if (select.dataset.of !== now) {
    select.dataset.of = now;
    select.replaceChildren(...choices.map((choice) => el("option", { value: choice.id }, choice.label || choice.id)));
  }
  select.value = value;
}
