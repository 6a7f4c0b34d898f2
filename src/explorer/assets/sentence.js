// The effect as one sentence, with its interval.

import { interval, number } from "./dom.js";

/** Units that count: of these there are more or fewer. Of everything else there is more or less of a level. */
const COUNTS = ["probes", "wars", "crises", "months", "events", "episodes", "campaigns", "responses", "runs"];

/** A label within a sentence; rungs are called by their numbers, "2 grey zone". @param {string} label */
function inText(label) {
  const rung = /^(\d+) (.+)$/.exec(label);
  if (rung) return `probes at rung ${rung[1]} (${rung[2]})`;
  return /^[A-Z][a-z]/.test(label) ? label[0].toLowerCase() + label.slice(1) : label;
}

/**
 * "1.3 fewer wars in ten years": what the change does, without its interval.
 * @param {any} row
 * @param {{effect: string, low: string, high: string}} told
 * @param {number} months
 */
function difference(row, told, months) {
  const size = told.effect.replace(/^[+−]/, "");
  const name = inText(row.label);
  if (row.low <= 0 && row.high >= 0) return `no clear difference in ${name}: ${told.effect}`;
  if (counts(row)) {
    const years = Number((months / 12).toPrecision(2));
    return `${size} ${row.effect < 0 ? "fewer" : "more"} ${name} in ${number(years)} ${years === 1 ? "year" : "years"}`;
  }
  return `${name} ${size} ${row.effect < 0 ? "lower" : "higher"}`;
}

/** @param {any} row */
const counts = (row) => COUNTS.includes(row.unit) || /^(wars|crises|probes)\b/i.test(row.label);

/** Whether so few pairs have a value that no interval can be told. @param {any} row */
export function tooFew(row) {
  return row.low === null || row.high === null;
}

/**
 * The sentence of a headline.
 * @param {any} row effect with its interval
 * @param {number} months
 * @returns {string}
 */
export function sentence(row, months) {
  const pairs = `${number(row.pairs)}\u00a0paired\u00a0runs`;
  if (tooFew(row)) return `With your change: ${inText(row.label)} has a value in too few runs to tell a difference.`;
  if (row.identical) return `With your change: the same ${inText(row.label)} in each of ${pairs}.`;
  const told = interval(row);
  const between = `95\u00a0%\u00a0interval ${told.low}\u00a0to\u00a0${told.high}`;
  return `With your change: ${difference(row, told, months)} (${between}; ${pairs})`;
}
