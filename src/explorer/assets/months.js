// Months as numbers and as words.

const NAMES = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];

/**
 * Months since the year 0 of a month such as "2027-01"; NaN if it is none.
 * @param {string} month
 */
export function toNumber(month) {
  const parts = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month ?? "");
  return parts ? Number(parts[1]) * 12 + Number(parts[2]) - 1 : NaN;
}

/**
 * "2027-01" of a number of months.
 * @param {number} months
 */
export function toMonth(months) {
  return `${String(Math.floor(months / 12)).padStart(4, "0")}-${String((months % 12) + 1).padStart(2, "0")}`;
}

/**
 * "January 2027".
 * @param {number} months
 */
export function inWords(months) {
  return `${NAMES[months % 12]} ${Math.floor(months / 12)}`;
}
