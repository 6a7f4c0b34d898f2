// The page of `trilat explore`: puts its parts together.

import { choose, open, openLink, set } from "./actions.js";
import * as answer from "./answer.js";
import * as controls from "./controls.js";
import { byId, el, say } from "./dom.js";
import * as explanation from "./explain.js";
import * as figures from "./figures.js";
import { followVisibility } from "./job.js";
import * as levers from "./levers.js";
import { shownBy, state } from "./state.js";
import * as take from "./take.js";
import * as why from "./why.js";

/** Below this width, in CSS pixels, the assumptions begin folded. */
const FOLDED = 900;
/** The entry of the list of scenarios for one of the user's own. */
const OWN = "\u0000own";

/** Shows the whole state. Each part leaves alone what has not changed. */
function render() {
  showScenarios();
  answer.render();
  controls.render();
  levers.render();
  figures.render();
  why.render();
  take.render();
}

function showScenarios() {
  const { scenario, settings } = state;
  if (!scenario) return;
  const own = settings.text === null ? [] : [[OWN, "your own file"]];
  const names = scenario.scenarios.map(({ name }) => [name, name]);
  fill("scenario", [...own, ...names], settings.text === null ? settings.scenario : OWN);
  fill("other", [["", "the same scenario"], ...names.filter(([name]) => name !== settings.scenario)], settings.other ?? "");
  const differs = scenario.differs ?? [];
  byId("differs").hidden = differs.length === 0;
  say(byId("differs-text"), differs.join("\n"));
}

/** @param {string} id @param {any[][]} pairs @param {any} value */
function fill(id, pairs, value) {
  const select = byId(id);
  const now = pairs.flat().join("\n");
  if (select.dataset.of !== now) {
    select.dataset.of = now;
    select.replaceChildren(...pairs.map(([key, label]) => el("option", { value: key }, label)));
  }
  if (document.activeElement !== select || select.value === "") select.value = value;
}

shownBy(render);
for (const part of [answer, controls, levers, explanation, why, take]) part.mount();
byId("scenario").addEventListener("change", (event) => {
  if (event.target.value !== OWN) choose({ scenario: event.target.value });
});
byId("other").addEventListener("change", (event) => set({ other: event.target.value || null }));
window.addEventListener("hashchange", openLink);
followVisibility();
if (window.innerWidth < FOLDED) byId("assumptions").open = false;
open(JSON.parse(document.body.dataset.settings ?? "{}"));
