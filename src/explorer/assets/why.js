// "Why?": one run, its timeline, and what moved belief and choice in a month, term by term.

import { ask, inWords as faultWords } from "./api.js";
import { byId, drawing, el, number, say, signed, tableOf } from "./dom.js";
import { inWords, toNumber } from "./months.js";
import { signature } from "./settings.js";
import { state, update } from "./state.js";

let turn = 0;
let shown = null;
let shownMonth = -1;

/** Wires the choice of a run. */
export function mount() {
  const number = byId("pick-number");
  number.addEventListener("focus", () => (byId("pick-this").checked = true));
  byId("why-form").addEventListener("submit", (event) => {
    event.preventDefault();
    open();
  });
  byId("why-month").addEventListener("change", (event) => update({ month: Number(event.target.value) }));
  byId("month-before").addEventListener("click", () => step(-1));
  byId("month-after").addEventListener("click", () => step(1));
}

/** @param {number} by */
function step(by) {
  const last = state.trace.months.length - 1;
  update({ month: Math.min(last, Math.max(0, state.month + by)) });
}

/** Asks for the run that the form names. */
async function open() {
  turn += 1;
  const mine = turn;
  const form = new FormData(byId("why-form"));
  const pick = form.get("pick") === "number" ? Number(form.get("number")) : form.get("pick");
  const of = signature(state.settings);
  say(byId("why-status"), "Tracing the run…");
  try {
    const trace = await ask("/api/trace", { ...state.settings, side: form.get("side"), pick });
    if (mine !== turn || of !== signature(state.settings)) return;
    say(byId("why-status"), "");
    const peak = trace.months.findIndex((month) => month.title);
    update({ trace, traceOf: of, month: Math.max(0, peak) });
  } catch (error) {
    if (mine === turn) say(byId("why-status"), faultWords(error));
  }
}

/** Shows the run, unless it is of another setting. */
export function render() {
  const fits = state.trace !== null && state.traceOf === signature(state.settings);
  byId("trace").hidden = !fits;
  if (state.trace && !fits) say(byId("why-status"), "The run explained was of the setting before. Explain one again.");
  if (!fits) return;
  if (shown !== state.trace) showRun();
  if (shownMonth !== state.month) showMonth();
}

function showRun() {
  const { trace } = state;
  shown = trace;
  shownMonth = -1;
  say(byId("trace-title"), `Run ${trace.run}`);
  say(byId("trace-why"), trace.why ?? "");
  byId("trace-picture").replaceChildren(drawing(trace.svg, trace.alt));
  byId("trace-words").replaceChildren(...(trace.words ?? []).map((words) => el("p", {}, words)));
  const months = trace.months.map(({ month, title }, at) => {
    const words = inWords(toNumber(month));
    return el("option", { value: at }, title ? `${words} – ${title}` : words);
  });
  byId("why-month").replaceChildren(...months);
}

function showMonth() {
  shownMonth = state.month;
  const { trace, month: at } = state;
  const month = trace.months[at];
  byId("why-month").value = String(at);
  byId("month-before").disabled = at === 0;
  byId("month-after").disabled = at === trace.months.length - 1;
  const list = (title, words) =>
    words?.length ? [el("h4", {}, title), el("ul", {}, ...words.map((one) => el("li", {}, one)))] : [];
  byId("month-detail").replaceChildren(
    ...list("What happened", month.happened?.flatMap((words) => words.split("; "))),
    ...list("What was seen", month.seen),
    ...beliefs(month.beliefs ?? []),
    ...choice(month.choice),
  );
}

/** @param {any[]} all */
function beliefs(all) {
  if (all.length === 0) return [];
  const labels = [...new Set(all.flatMap(({ steps }) => steps.map(({ label }) => label)))];
  const nats = (belief, label) => belief.steps.find((one) => one.label === label)?.nats ?? 0;
  const moved = labels.filter((label) => all.some((belief) => Math.abs(nats(belief, label)) >= 0.0005));
  const share = (value) => `${(value * 100).toFixed(1)} %`;
  const rows = [
    ["Belief before", ...all.map(({ before }) => share(before))],
    ...moved.map((label) => [label, ...all.map((belief) => signed(Math.round(nats(belief, label) * 1000) / 1000))]),
    ["Belief at the choice", ...all.map((belief) => share(belief.at_choice))],
    ["Belief after the responses", ...all.map(({ after }) => share(after))],
  ];
  const columns = ["", ...all.map(({ ally, resolute }) => `${ally} (in fact ${resolute ? "resolute" : "not resolute"})`)];
  return [
    el("h4", {}, "What each channel did to belief in resolve"),
    scrolls(tableOf("Beliefs are probabilities; what moves them is in nats of log-odds", { columns, rows }), "Beliefs"),
  ];
}

/** @param {any} choice */
function choice(choice) {
  if (!choice) return [];
  const { prober, theatre, terms, options, draw } = choice;
  const rounded = (value) => Math.round(value * 1000) / 1000;
  const rows = options.map((option) => [
    `${option.rung} ${option.label}${option.chosen ? " ← drawn" : ""}`,
    ...option.terms.map((term) => signed(rounded(term))),
    signed(rounded(option.utility)),
    `${(option.probability * 100).toFixed(1)} %`,
  ]);
  const table = tableOf(`Utility of each rung, term by term; draw ${number(rounded(draw))}`, {
    columns: ["Rung", ...terms, "Utility", "Probability"],
    rows,
  });
  const drawn = options.findIndex(({ chosen }) => chosen);
  table.tBodies[0].rows[drawn]?.classList.add("chosen");
  return [
    el("h4", {}, `What ${prober} weighed in ${theatre}`),
    ...(choice.words ?? []).map((words) => el("p", {}, words)),
    scrolls(table, "Utilities"),
  ];
}

/** @param {HTMLElement} table @param {string} label */
function scrolls(table, label) {
  return el("div", { class: "wide", role: "group", tabindex: "0", "aria-label": label }, table);
}
