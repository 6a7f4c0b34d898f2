// The one state of the page, and the one way to change it.

import { EMPTY, signature } from "./settings.js";

/**
 * @typedef {"waiting"|"starting"|"running"|"done"|"stopped"|"lost"|"failed"} Phase
 * waiting: settings came by a link and nobody has said that they shall run.
 */

export const state = {
  /** @type {import("./settings.js").Settings} */
  settings: EMPTY,
  /** What the server says of the settings: parameters, outcomes, figures. @type {any} */
  scenario: null,
  /** Which arms a control changes. @type {"arm"|"base"} */
  side: "arm",
  search: "",
  onlyChanged: false,
  /** @type {Phase} */
  phase: "starting",
  /** Why there are no results, in words. @type {import("./api.js").Fault|null} */
  fault: null,
  /** The newest picture, and the signature of the settings it is of. @type {any} */
  picture: null,
  pictureOf: "",
  /** A run explained. @type {any} */
  trace: null,
  traceOf: "",
  /** Month of that run which is shown. */
  month: 0,
};

let due = false;
/** @type {() => void} */
let draw = () => {};

/**
 * Says what shows the state.
 * @param {() => void} render
 */
export function shownBy(render) {
  draw = render;
}

/**
 * Changes the state; the page follows before the browser paints again.
 * @param {Partial<typeof state>} change
 */
export function update(change) {
  Object.assign(state, change);
  if (due) return;
  due = true;
  queueMicrotask(() => {
    due = false;
    draw();
  });
}

/** Whether the picture is of the settings as they are now. */
export function current() {
  return state.picture !== null && state.pictureOf === signature(state.settings);
}
