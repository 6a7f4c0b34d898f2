// What a user can do: every change of the settings goes through here.

import { Fault, ask } from "./api.js";
import { restart, start } from "./job.js";
import { EMPTY, checked, fromFragment, signature, withValue } from "./settings.js";
import { state, update } from "./state.js";

/** Where the settings outlive a reload of the page, in this tab alone. */
const KEPT = "settings";

let asked = 0;

/**
 * Takes new settings, and runs them at once.
 * @param {Partial<import("./settings.js").Settings>} change
 */
export function set(change) {
  const settings = { ...state.settings, ...change };
  const same = signature(settings) === signature(state.settings);
  update({ settings });
  keep();
  if (state.phase === "waiting") return describe();
  if (!same || change.runs || change.figures?.some(isMissing)) restart();
  if (!same) describe();
  return undefined;
}

/** Whether a figure is not in the picture that is there. @param {string} id */
function isMissing(id) {
  return !state.picture?.figures.some((figure) => figure.id === id);
}

/** Keeps the settings over a reload, and takes a link out of the address that no longer says what is shown. */
function keep() {
  sessionStorage.setItem(KEPT, JSON.stringify(state.settings));
  if (location.hash.startsWith("#s=")) history.replaceState(null, "", location.pathname);
}

/** Asks the server what the controls shall show. The newest answer counts. */
export async function describe() {
  asked += 1;
  const mine = asked;
  try {
    const scenario = await ask("/api/scenario", state.settings);
    if (mine !== asked) return;
    update({ scenario, settings: withDefaults(state.settings, scenario) });
  } catch (error) {
    // A server that is gone is told by the stream.
    if (mine === asked && error instanceof Fault && error.status > 0) update({ fault: error });
  }
}

/**
 * Settings whose outcome and figures the scenario has, and that ask for no more runs than the server gives.
 * @param {import("./settings.js").Settings} settings
 * @param {any} scenario
 */
function withDefaults(settings, scenario) {
  const fits = scenario.outcomes.some(({ id }) => id === settings.outcome);
  return {
    ...settings,
    outcome: fits ? settings.outcome : (scenario.outcomes[0]?.id ?? settings.outcome),
    figures: settings.figures.filter((id) => scenario.figures.some((figure) => figure.id === id)),
    runs: Math.min(settings.runs, scenario.limits?.runs ?? settings.runs),
  };
}

/**
 * Opens the page: with the settings of a link, which wait for the user; else with those of before a reload, or the
 * server's own, which run.
 * @param {any} first
 */
export async function open(first) {
  const linked = fromFragment(location.hash);
  const kept = linked ? null : JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  const settings = linked ?? checked(kept ?? first);
  const blank = !settings.scenario && !settings.text;
  update({ settings: blank ? { ...settings, scenario: first.scenario } : settings, phase: linked ? "waiting" : "starting" });
  await describe();
  if (linked === null && state.phase === "starting" && state.scenario) start();
  else if (!state.scenario) update({ phase: state.fault ? "failed" : "lost" });
}

/** A link that is opened in a page that is there: it fills in the settings and waits. */
export function openLink() {
  const linked = fromFragment(location.hash);
  if (!linked) return;
  restart();
  update({ settings: { ...linked, scenario: linked.scenario ?? state.settings.scenario }, phase: "waiting" });
  describe();
}

/**
 * Gives a parameter a value, in the arms that controls change now.
 * @param {string} key
 * @param {string|undefined} value as `--set` takes it; undefined takes the change back
 */
export function setValue(key, value) {
  set({ [state.side]: withValue(state.settings[state.side], key, value) });
}

/**
 * Takes back what was changed of a key, in both arms.
 * @param {string} key
 */
export function reset(key) {
  const { base, arm } = state.settings;
  set({ base: withValue(base, key, undefined), arm: withValue(arm, key, undefined) });
}

/** Takes back every change and every lever. */
export function resetAll() {
  set({ base: [], arm: [], levers: [], other: null, seed: null });
}

/**
 * Begins with another scenario; what was changed in the one before does not fit it.
 * @param {{scenario?: string|null, text?: string|null}} from
 */
export function choose(from) {
  const { runs } = state.settings;
  set({ ...EMPTY, runs, scenario: from.scenario ?? null, text: from.text ?? null });
}

/**
 * Puts a lever in place of the one of that name, or adds it.
 * @param {import("./settings.js").Lever} lever
 */
export function putLever(lever) {
  const { levers } = state.settings;
  const there = levers.some(({ name }) => name === lever.name);
  set({ levers: there ? levers.map((one) => (one.name === lever.name ? lever : one)) : [...levers, lever] });
}

/**
 * @param {string} name
 */
export function removeLever(name) {
  set({ levers: state.settings.levers.filter((lever) => lever.name !== name) });
}
