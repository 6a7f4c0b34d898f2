// Take it away: what reproduces the page elsewhere.

import { choose } from "./actions.js";
import { file, inWords, save } from "./api.js";
import { byId, say } from "./dom.js";
import { signature, toFragment } from "./settings.js";
import { state } from "./state.js";

/** Largest scenario that the server reads, in bytes. */
const LARGEST = 1_000_000;

/** What each text is, in words. */
const TEXTS = { command: "Command line", python: "Python", r: "R", link: "Link" };

let takenOf = "";

/** Wires the buttons. */
export function mount() {
  byId("take-scenario").addEventListener("click", () => guarded(() => download("scenario")));
  byId("take-snapshot").addEventListener("click", () => guarded(() => download("snapshot")));
  for (const what of ["command", "python", "r"]) {
    byId(`take-${what}`).addEventListener("click", () => guarded(async () => show(what, await (await take(what)).content.text())));
  }
  byId("take-link").addEventListener("click", () => guarded(async () => show("link", link())));
  byId("copy").addEventListener("click", copy);
  const upload = byId("upload");
  upload.addEventListener("change", () => guarded(() => read(upload)));
}

/** A text of an older setting is not shown under a newer one. */
export function render() {
  if (!byId("taken").hidden && takenOf !== signature(state.settings)) byId("taken").hidden = true;
}

/** @param {() => Promise<void>} act */
async function guarded(act) {
  say(byId("take-status"), "");
  try {
    await act();
  } catch (error) {
    say(byId("take-status"), inWords(error));
  }
}

/** @param {string} what */
const take = (what) => file({ ...state.settings, what, job: state.picture?.job, runs: state.settings.runs });

/** @param {string} what */
async function download(what) {
  const made = await take(what);
  save(made.name, made.content);
  say(byId("take-status"), `Saved ${made.name}.`);
}

function link() {
  const fragment = toFragment(state.settings);
  if (fragment) return `${location.origin}/${fragment}`;
  throw new Error("The scenario is too long for a link. Save the scenario and send the file instead.");
}

/** @param {string} what @param {string} text */
function show(what, text) {
  takenOf = signature(state.settings);
  say(byId("taken-title"), TEXTS[what]);
  say(byId("taken-text"), text.trimEnd());
  byId("taken-note").hidden = what !== "link";
  byId("taken").hidden = false;
  byId("taken-text").focus();
}

async function copy() {
  const text = byId("taken-text");
  try {
    await navigator.clipboard.writeText(text.textContent);
    say(byId("take-status"), "Copied.");
  } catch {
    getSelection()?.selectAllChildren(text);
    say(byId("take-status"), "Selected: copy it with the keyboard.");
  }
}

/** @param {HTMLInputElement} upload */
async function read(upload) {
  const chosen = upload.files?.[0];
  if (!chosen) return;
  const text = chosen.size > LARGEST ? "" : await chosen.text();
  upload.value = "";
  if (!text) throw new Error(`${chosen.name} has ${chosen.size} bytes; a scenario has at least 1 and at most ${LARGEST}.`);
  choose({ text });
  say(byId("take-status"), `Opened ${chosen.name}.`);
}
