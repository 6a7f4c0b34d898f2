// Elements from plain data: text is always text, so that no label can become markup.

/**
 * Makes an element. A property that starts with "on" is a listener, `true` and `false` set or leave out an
 * attribute, everything else is an attribute; children are elements or text.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node|string|null|undefined)} children
 * @returns {any}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * The element of the page with this id.
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

/**
 * Puts a text in an element, and leaves it alone if it is there: screen readers and selections stay calm.
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** How much larger than in print a drawing may be on a screen, and how much smaller. */
const SCREEN = 1.5;
const SMALLEST = 0.85;
/** Wider in print than this, in mm, a drawing takes a line of its own. */
const BROAD = 120;

/**
 * A symbol with what stands after "_" set as an index.
 * @param {string} text
 * @returns {HTMLElement}
 */
export function symbol(text) {
  const [letter, ...index] = text.split("_");
  return el("span", { class: "symbol" }, letter, index.length ? el("sub", {}, index.join("_")) : null);
}

/**
 * A drawing of the library as an element. It is parsed as XML, and what could act instead of be seen is refused.
 * @param {string} text
 * @param {string} words what the drawing shows, for those who do not see it
 * @returns {SVGElement}
 */
export function drawing(text, words) {
  const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  const acts = [svg, ...svg.querySelectorAll("*")].some(
    (node) =>
      ["script", "foreignObject", "a", "use", "image", "iframe"].includes(node.localName) ||
      [...node.attributes].some(({ name }) => name.startsWith("on") || name.endsWith("href") || name === "style"),
  );
  if (svg.localName !== "svg" || acts) throw new Error("the figure is not a plain drawing");
  svg.querySelector(":scope > title")?.remove();
  svg.querySelector(":scope > desc")?.remove();
  const width = parseFloat(svg.getAttribute("width") ?? "") || 178;
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", words);
  const element = /** @type {any} */ (document.importNode(svg, true));
  element.dataset.unitsPerMm = String(element.viewBox.baseVal.width / width);
  // Sizes follow the drawing's own width in mm, so that its text is as large in every figure.
  element.style.maxWidth = `${width * SCREEN}mm`;
  element.style.minWidth = `${width * SMALLEST}mm`;
  element.classList.toggle("broad", width > BROAD);
  return element;
}

/**
 * A table of rows; columns of numbers are set flush right.
 * @param {string} caption
 * @param {{columns: string[], rows: any[][]}} table
 * @returns {HTMLTableElement}
 */
export function tableOf(caption, { columns, rows }) {
  const numeric = columns.map((_, at) => rows.every((row) => row[at] === null || typeof row[at] === "number"));
  const cell = (tag, value, at) =>
    el(tag, { class: numeric[at] ? "number" : null, scope: tag === "th" ? "col" : null }, cellText(value));
  return el(
    "table",
    {},
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, ...columns.map((name, at) => cell("th", name, at)))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((value, at) => cell("td", value, at))))),
  );
}

/** @param {any} value */
function cellText(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "number" ? number(value) : String(value);
}

/**
 * A number for people: at most four significant digits, a true minus sign, thousands apart.
 * @param {number} value
 * @returns {string}
 */
export function number(value) {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toLocaleString("en").replace("-", "−");
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e7) return value.toExponential(2).replaceAll("-", "−");
  return value.toLocaleString("en", { maximumSignificantDigits: 4 }).replace("-", "−");
}

/**
 * Decimals with which an interval of this width is told: two of its digits count.
 * @param {number} width
 */
function decimals(width) {
  return width > 0 ? Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(width)))) : 3;
}

/**
 * A difference and the ends of its interval with their signs, no more exact than the interval is narrow.
 * @param {{effect: number, low: number, high: number}} of
 * @returns {{effect: string, low: string, high: string, level: string}} `level` is the first without a sign
 */
export function interval({ effect, low, high }) {
  const places = decimals(high - low);
  const told = (value) => {
    const words = value.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places, signDisplay: "exceptZero" });
    return words.replace("-", "−");
  };
  const level = effect.toLocaleString("en", { maximumFractionDigits: places }).replace("-", "−");
  return { effect: told(effect), low: told(low), high: told(high), level };
}

/**
 * A number with its sign.
 * @param {number} value
 * @returns {string}
 */
export function signed(value) {
  return value > 0 ? `+${number(value)}` : number(value);
}
