// What levers can act on, in words: channels and will of dyads, opinion, leaders, rungs. From what a scenario has.

/**
 * @typedef {{id: "set"|"scale"|"shift", label: string, low: number, high: number, step: number, value: number}} Action
 * @typedef {{id: string, label: string, keys: Record<string, any>}} Whom
 * @typedef {{id: string, label: string, note: string, unit: string, of: Whom[], actions: Action[], announced: boolean}} Target
 */

/** Holds a share, multiplies it or adds to it. @param {number} set @returns {Action[]} */
const onShare = (set) => [
  { id: "set", label: "hold at", low: 0, high: 1, step: 0.05, value: set },
  { id: "scale", label: "multiply by", low: 0, high: 2, step: 0.05, value: 0.5 },
  { id: "shift", label: "add", low: -1, high: 1, step: 0.05, value: -0.2 },
];

/** What is in logits has no natural zero, so that nothing multiplies it. @param {number} shift @returns {Action[]} */
const onLogits = (shift) => [
  { id: "shift", label: "add", low: -6, high: 6, step: 0.1, value: shift },
  { id: "set", label: "hold at", low: -6, high: 6, step: 0.1, value: 0 },
];

/** What only can be held at a whole number. @param {number} high @param {number} value @returns {Action[]} */
const onNumber = (high, value) => [{ id: "set", label: "hold at", low: 0, high, step: 1, value }];

/** Highest rung of a scenario, where the server does not say. */
const RUNGS = 5;

const NAMES = {
  exercises: "Exercises",
  statements: "Statements",
  intel: "Intelligence sharing",
  doctrine: "Common doctrine",
};

/**
 * Every target of a scenario's levers.
 * @param {any} levers what the server says of levers
 * @returns {Target[]}
 */
export function targetsOf({ keys, dyads, allies, targets, channels, rungs }) {
  const note = (key) => keys.find((one) => one.key === key)?.meaning ?? "";
  const target = (id, label, key, of, actions, more = {}) =>
    ({ id, label, note: note(key), unit: "", of, actions, announced: false, ...more });
  const each = (codes, keysOf) => codes.map((code) => ({ id: code, label: code, keys: keysOf(code) }));
  const logits = { unit: "logit" };
  const publics = dyads.flatMap((dyad) => dyad.split("-").map((ally) => ({ dyad, ally })));
  const inPublics = publics.map(({ dyad, ally }) => ({
    id: `${dyad}/${ally}`,
    label: `in ${ally}, of ${dyad.split("-").find((code) => code !== ally)}`,
    keys: { dyad, public: ally },
  }));
  const onChannels = channels.map((channel) =>
    target(channel, NAMES[channel] ?? channel, "channel", each(dyads, (dyad) => ({ dyad, channel })), onShare(0), {
      announced: channel === "exercises",
    }),
  );
  return [
    ...onChannels,
    target("will", "Joint will", "will", each(dyads, (dyad) => ({ dyad, will: true })), onShare(0.25)),
    target("industry", "Share in joint programmes", "industry", each(dyads, (dyad) => ({ dyad, industry: true })), onShare(0)),
    target("public", "Public opinion of the partner", "public", inPublics, onLogits(-1.2), logits),
    target("stance", "Stance of the leader", "stance", each(allies, (stance) => ({ stance })), onLogits(-2.5), logits),
    target("commitment", "Commitment of a guarantor", "commitment", each(allies, (commitment) => ({ commitment })), onLogits(-1), logits),
    target("threat", "Threat perceived", "threat", each(allies, (threat) => ({ threat })), onLogits(1)),
    target("party", "Party in office (0 is a, 1 is b)", "party", each(allies, (party) => ({ party })), onNumber(1, 0)),
    target("rung", "Rung that a prober chooses", "rung", each(targets, (rung) => ({ rung })), onNumber(rungs ?? RUNGS, 4)),
    target("coordination", "Coordination in operations", "coordination", [{ id: "", label: "", keys: { coordination: true } }], onShare(0), {
      announced: true,
    }),
  ];
}
