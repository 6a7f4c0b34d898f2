// What is set: changes as `key=value`, levers, and the link that holds them.

/**
 * @typedef {Record<string, any> & {name: string}} Lever keys of `[levers.NAME]` and the name
 * @typedef {object} Settings
 * @property {string|null} scenario a scenario that the program carries
 * @property {string|null} text a scenario of the user's own, in TOML
 * @property {string[]} base changes of both arms, as `--set` takes them
 * @property {string|null} other scenario from which the second arm begins instead
 * @property {string[]} arm changes of the second arm
 * @property {Lever[]} levers of the second arm
 * @property {number} runs
 * @property {number|null} seed
 * @property {string} outcome
 * @property {string[]} figures
 */

/** @type {Settings} */
export const EMPTY = {
  scenario: null,
  text: null,
  base: [],
  other: null,
  arm: [],
  levers: [],
  runs: 2048,
  seed: null,
  outcome: "wars",
  figures: ["beliefs", "probes", "effect"],
};

/** Longest link that programs pass on whole. */
const LONGEST_LINK = 30_000;

/** @param {string} change */
const keyOf = (change) => change.slice(0, change.indexOf("="));

/**
 * What a list of changes says of a key, or undefined.
 * @param {string[]} changes
 * @param {string} key
 * @returns {string|undefined}
 */
export function said(changes, key) {
  const change = changes.find((one) => keyOf(one) === key);
  return change?.slice(key.length + 1);
}

/**
 * The changes with one value set, or taken back with `undefined`.
 * @param {string[]} changes
 * @param {string} key
 * @param {string|undefined} value
 * @returns {string[]}
 */
export function withValue(changes, key, value) {
  const there = changes.findIndex((one) => keyOf(one) === key);
  if (value === undefined) return changes.filter((one) => keyOf(one) !== key);
  if (there < 0) return [...changes, `${key}=${value}`];
  return changes.map((one, at) => (at === there ? `${key}=${value}` : one));
}

/**
 * What the results depend on, as a text: pictures belong together if it is the same.
 * @param {Settings} settings
 * @returns {string}
 */
export function signature(settings) {
  const { scenario, text, base, other, arm, levers, seed, outcome } = settings;
  return JSON.stringify([scenario, text, base, other, arm, levers, seed, outcome]);
}

/**
 * Whether the second arm is the first.
 * @param {Settings} settings
 */
export function unchanged({ other, arm, levers }) {
  return !other && arm.length === 0 && levers.length === 0;
}

/**
 * The settings as the fragment of a link, or null if it would be too long.
 * @param {Settings} settings
 * @returns {string|null}
 */
export function toFragment(settings) {
  const kept = Object.entries(settings).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(EMPTY[name]));
  const bytes = new TextEncoder().encode(JSON.stringify(Object.fromEntries(kept)));
  const letters = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const fragment = `#s=${letters.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
  return fragment.length > LONGEST_LINK ? null : fragment;
}

/**
 * The settings of a fragment, or null if it holds none. What has another type than it should is left out.
 * @param {string} fragment
 * @returns {Settings|null}
 */
export function fromFragment(fragment) {
  if (!fragment.startsWith("#s=")) return null;
  try {
    const letters = atob(fragment.slice(3).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    return checked(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    return null;
  }
}

/**
 * Settings from elsewhere, with only what is of the right type.
 * @param {any} from
 * @returns {Settings}
 */
export function checked(from) {
  const word = (value) => (typeof value === "string" ? value : null);
  const words = (value) => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);
  const changes = (value) => words(value).filter((one) => one.includes("="));
  const whole = (value) => Number.isInteger(value) && value >= 0;
  const given = from && typeof from === "object" ? from : {};
  const levers = Array.isArray(given.levers) ? given.levers : [];
  return {
    scenario: word(given.scenario),
    text: word(given.text),
    base: changes(given.base),
    other: word(given.other),
    arm: changes(given.arm),
    levers: levers.filter((lever) => lever && typeof lever === "object" && typeof lever.name === "string"),
    runs: whole(given.runs) && given.runs > 0 ? given.runs : EMPTY.runs,
    seed: whole(given.seed) ? given.seed : null,
    outcome: word(given.outcome) ?? EMPTY.outcome,
    figures: Array.isArray(given.figures) ? words(given.figures) : EMPTY.figures,
  };
}
