// What a figure says under a pointer: the rows of its own table that lie there. The drawing stays as it is in print.

import { el, number } from "./dom.js";
import { inWords, toNumber } from "./months.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * Lets a pointer over the drawing read its numbers.
 * @param {SVGElement} svg
 * @param {any} figure
 * @param {HTMLElement} words where they are said
 */
export function readable(svg, figure, words) {
  words.replaceChildren();
  const panels = figure.panels ?? [];
  words.hidden = panels.length === 0;
  if (words.hidden) return;
  const hint = el("span", { class: "soft" }, "Point at the figure to read its numbers.");
  words.replaceChildren(hint);
  const mark = document.createElementNS(SVG, "line");
  mark.setAttribute("class", "reading");
  mark.setAttribute("visibility", "hidden");
  svg.append(mark);
  const unit = unitsOf(svg);
  svg.addEventListener("pointermove", (event) => {
    const found = placeUnder(pointIn(svg, event, unit), panels);
    mark.setAttribute("visibility", found ? "visible" : "hidden");
    if (!found) {
      words.replaceChildren(hint);
      return;
    }
    const { panel, place } = found;
    const [x] = place;
    for (const [name, value] of Object.entries({ x1: x, x2: x, y1: panel.top, y2: panel.bottom })) {
      mark.setAttribute(name, String(value * unit));
    }
    words.textContent = said(panel, place, figure.table);
  });
  svg.addEventListener("pointerleave", () => {
    mark.setAttribute("visibility", "hidden");
    words.replaceChildren(hint);
  });
}

/** Units of the drawing in a millimetre. @param {SVGElement} svg */
function unitsOf(svg) {
  return Number(svg.dataset.unitsPerMm);
}

/** Where a pointer is, in mm of the drawing. @param {any} svg @param {PointerEvent} event @param {number} unit */
function pointIn(svg, event, unit) {
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return { x: at.x / unit, y: at.y / unit };
}

/** The panel under a point, and its place that is nearest. @param {{x: number, y: number}} point @param {any[]} panels */
function placeUnder({ x, y }, panels) {
  const panel = panels.find((own) => x >= own.left && x <= own.right && y >= own.top && y <= own.bottom);
  if (!panel || panel.places.length === 0) return null;
  const far = (place) => Math.abs(place[0] - x);
  return { panel, place: panel.places.reduce((best, place) => (far(place) < far(best) ? place : best)) };
}

/** The rows of a place in words. @param {any} panel @param {any[]} place @param {{columns: string[], rows: any[][]}} table */
function said({ columns: of }, [, at], { columns, rows }) {
  const cell = (row, name) => rows[row][columns.indexOf(name)];
  const each = at.map((row) => {
    const [value, low, high] = [of.value, of.low, of.high].map((name) => cell(row, name));
    if (value === null) return `${cell(row, of.series)} no value`;
    const band = low === null || high === null ? "" : ` (${number(low)} to ${number(high)})`;
    return `${cell(row, of.series)} ${number(value)}${band}`;
  });
  const where = cell(at[0], of.at);
  const when = typeof where === "string" ? inWords(toNumber(where)) : `Month ${number(where)}`;
  return `${when}: ${each.join("; ")}`;
}
