// The answer: who is compared, the effect as a sentence with its interval, and how sure it is by now.

import { reset, resetAll, removeLever, set } from "./actions.js";
import { byId, el, interval, number, say, tableOf } from "./dom.js";
import { start, stop } from "./job.js";
import { inSentence } from "./levers.js";
import { sentence, tooFew } from "./sentence.js";
import { unchanged } from "./settings.js";
import { current, state } from "./state.js";

let effectsOf = null;

/** Wires the buttons of the answer. */
export function mount() {
  new ResizeObserver(rollUp).observe(byId("answer"));
  byId("run").addEventListener("click", () => start());
  byId("stop").addEventListener("click", () => stop());
  byId("reset-all").addEventListener("click", () => resetAll());
  byId("outcome").addEventListener("change", (event) => set({ outcome: event.target.value }));
  byId("runs").addEventListener("change", (event) => set({ runs: Number(event.target.value) }));
}

/** Keeps the sentence in sight, and what has the focus from being under it. */
function rollUp() {
  const { offsetTop: above, offsetHeight: height } = byId("headline");
  byId("answer").style.setProperty("--above", `${above}px`);
  document.documentElement.style.setProperty("--stuck", `${height + 24}px`);
}

/** Shows the answer. */
export function render() {
  showArms();
  showChoices();
  showSentence();
  showProgress();
  showEffects();
}

function showArms() {
  const { scenario, settings } = state;
  const base = scenario?.title || scenario?.name || "";
  say(byId("title"), base || "trilat explore");
  const about = scenario?.description ?? "";
  say(byId("description"), about === base ? "" : about);
  say(byId("base-name"), scenario?.name ?? "");
  const both = settings.base.map((change) => chip(change, () => reset(keyOf(change))));
  const arm = settings.arm.map((change) => chip(change, () => reset(keyOf(change))));
  const levers = scenario ? settings.levers.map((lever) => chip(inSentence(lever), () => removeLever(lever.name))) : [];
  const other = settings.other ? [chip(`begins from ${settings.other}`, () => set({ other: null }))] : [];
  fill("base-changes", both);
  fill("arm-changes", [...other, ...arm, ...levers]);
  byId("arm-none").hidden = !unchanged(settings);
  byId("reset-all").hidden = unchanged(settings) && both.length === 0;
}

/** @param {string} change */
const keyOf = (change) => change.slice(0, change.indexOf("="));

/** @param {string} id @param {{words: string, element: Node}[]} chips */
function fill(id, chips) {
  const list = byId(id);
  const now = chips.map(({ words }) => words).join("\n");
  if (list.dataset.of === now) return;
  list.dataset.of = now;
  list.replaceChildren(...chips.map(({ element }) => element));
}

/** A change with a button that takes it back. @param {string} change @param {() => void} back */
function chip(change, back) {
  const words = readable(change);
  const button = el("button", { type: "button", "aria-label": `Take back: ${words}`, title: "Take this back", onclick: back }, "×");
  return { words, element: el("li", {}, el("span", {}, words), button) };
}

/** "Label = value" for a change whose parameter is known. @param {string} change */
function readable(change) {
  const key = keyOf(change);
  for (const group of state.scenario?.groups ?? []) {
    const found = group.parameters.find((parameter) => parameter.key === key);
    if (found) return `${found.label} ${shownValue(found)} → ${change.slice(key.length + 1)}`;
  }
  return change.replace("=", " = ");
}

/** @param {any} parameter */
const shownValue = ({ default: value }) => (typeof value === "number" ? number(value) : String(value ?? ""));

function showChoices() {
  const { scenario, settings } = state;
  if (!scenario) return;
  choices("outcome", scenario.outcomes.map(({ id, label, group }) => [id, label, group ?? ""]), settings.outcome);
  const most = scenario.limits?.runs ?? 2048;
  const steps = [128, 256, 512, 1024, 2048, 4096, 8192, 16384].filter((runs) => runs <= most);
  if (!steps.includes(settings.runs)) steps.push(settings.runs);
  choices("runs", steps.sort((a, b) => a - b).map((runs) => [String(runs), number(runs)]), String(settings.runs));
}

/** @param {string} id @param {string[][]} pairs @param {string|null} value */
function choices(id, pairs, value) {
  const select = byId(id);
  const now = pairs.flat().join("\n");
  if (select.dataset.of !== now) {
    select.dataset.of = now;
    const groups = [...new Set(pairs.map(([, , group]) => group ?? ""))];
    const options = (group) =>
      pairs.filter((pair) => (pair[2] ?? "") === group).map(([key, label]) => el("option", { value: key }, label));
    select.replaceChildren(...groups.flatMap((group) => (group ? [el("optgroup", { label: group }, ...options(group))] : options(group))));
  }
  if (document.activeElement !== select || select.value === "") select.value = value ?? "";
}

/** The effect in words. @param {any} picture */
function sentenceOf(picture) {
  if (unchanged(state.settings)) return "Nothing is changed yet, so both arms are the same. Move a slider, or draw a lever.";
  if (!picture.headline) return "This outcome is not told for these scenarios. Choose another.";
  return sentence(picture.headline, state.scenario.months);
}

function showSentence() {
  const { phase, picture, fault, scenario } = state;
  const fresh = current();
  const place = byId("sentence");
  byId("answer").setAttribute("data-phase", phase);
  place.classList.toggle("quiet-words", !fresh);
  if (fault && !fresh) say(place, fault.message);
  else if (phase === "waiting") say(place, "These settings came with a link. Nothing has been run yet.");
  else if (fresh) say(place, sentenceOf(picture));
  else if (phase === "stopped") say(place, "Stopped before there was a result.");
  else if (phase === "lost") say(place, "No result yet.");
  else say(place, scenario ? "Running both arms…" : "Reading the scenario…");
  announce(fresh);
  for (const arm of /** @type {("base"|"arm")[]} */ (["base", "arm"])) {
    const { unit } = picture?.headline ?? {};
    const words = fresh && picture.headline ? `${level(picture.headline, arm)} ${unit && unit !== "1" ? unit : ""}` : "";
    say(byId(`${arm}-value`), words.trim());
  }
}

/** A mean, as exact as the interval of the difference, or nothing. @param {any} row @param {"base"|"arm"} arm */
function level(row, arm) {
  return row[arm] === null ? "" : interval({ effect: row[arm], low: row.low ?? 0, high: row.high ?? 0 }).level;
}

/** Difference and interval as a table says them. @param {any} row */
function toldOf(row) {
  if (tooFew(row)) return ["", "too few runs"];
  if (row.identical) return ["none", "no pair differs"];
  const { effect, low, high } = interval(row);
  return [effect, `${low} to ${high}`];
}

let announced = "";

/** Tells screen readers the first result of a setting and the last, not every one between. @param {boolean} fresh */
function announce(fresh) {
  const { phase, pictureOf, fault } = state;
  if (fault) return say(byId("spoken"), [fault.message, fault.hint].join(" "));
  if (!fresh) return undefined;
  const now = `${pictureOf} ${phase === "done"}`;
  if (now === announced) return undefined;
  announced = now;
  return say(byId("spoken"), `${byId("sentence").textContent} ${phase === "done" ? "All runs are done." : ""}`);
}

function showProgress() {
  const { phase, picture, fault } = state;
  const fresh = current();
  const runs = fresh ? picture.runs : 0;
  const of = fresh ? picture.of : state.settings.runs;
  const meter = byId("progress");
  meter.max = of;
  meter.value = runs;
  const counted = `${number(runs)} of ${number(of)} paired runs`;
  const words = {
    waiting: "Look at them, then press Run.",
    starting: "Starting…",
    running: counted,
    done: `${number(runs)} paired runs, done${picture?.seconds ? ` in ${number(Number(picture.seconds.toPrecision(2)))} s` : ""}`,
    stopped: `Stopped at ${counted}`,
    lost: "",
    failed: fault?.hint ?? "",
  };
  say(byId("counted"), words[phase]);
  byId("lost").hidden = phase !== "lost";
  if (phase === "lost") {
    const reason = fault ? `${fault.message} ${fault.hint}` : "Is `trilat explore` still running?";
    say(byId("lost-words"), `The connection to trilat is lost. ${reason} Trying again…`);
  }
  byId("stop").hidden = !["starting", "running"].includes(phase);
  byId("run").hidden = !["waiting", "stopped", "failed"].includes(phase);
  say(byId("run"), phase === "stopped" ? "Run again" : "Run");
}

function showEffects() {
  const fresh = current();
  const part = byId("effects");
  part.hidden = !state.picture;
  part.classList.toggle("stale", !fresh);
  if (effectsOf === state.picture || !state.picture) return;
  effectsOf = state.picture;
  const rows = state.picture.effects.map((row) => {
    const name = [row.label, row.unit && row.unit !== "1" ? `(${row.unit})` : ""].join(" ").trim();
    return [name, level(row, "base"), level(row, "arm"), ...toldOf(row)];
  });
  const table = tableOf("Every usual outcome", {
    columns: ["Outcome", "As the scenario has it", "With your change", "Difference", "95 % interval"],
    rows,
  });
  table.classList.add("effects");
  byId("effects-table").replaceChildren(table);
}
