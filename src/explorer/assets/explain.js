// "What is this?": the explanation of a parameter, as `trilat explain` gives it.

import { ask, inWords } from "./api.js";
import { byId, el } from "./dom.js";

/**
 * Opens the explanation of a key.
 * @param {string} key
 */
export async function explain(key) {
  const dialog = byId("explanation");
  const body = byId("explanation-text");
  body.replaceChildren(el("h2", { id: "explanation-title" }, key), el("p", {}, "One moment…"));
  dialog.showModal();
  try {
    const said = await ask("/api/explain", { key });
    body.replaceChildren(
      el("h2", { id: "explanation-title" }, said.title || key),
      ...String(said.text).split(/\n\n+/).map((text) => el("p", { class: "explains" }, text)),
      ...(said.equation ? [el("h3", {}, "Where it enters"), el("p", { class: "equation" }, said.equation)] : []),
      ...(said.source ? [el("h3", {}, "Where its number comes from"), el("p", {}, said.source)] : []),
      el("p", { class: "soft" }, "In files and commands: ", el("code", {}, key)),
    );
  } catch (error) {
    body.append(el("p", { class: "wrong" }, inWords(error)));
  }
}

/** Lets a click beside the explanation close it. */
export function mount() {
  const dialog = byId("explanation");
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  byId("explanation-close").addEventListener("click", () => dialog.close());
}
