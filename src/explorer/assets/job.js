// The page's one job: started, watched, cancelled; a stream that breaks is said and mended.

import { Fault, ask, cancel } from "./api.js";
import { signature } from "./settings.js";
import { current, state, update } from "./state.js";

/** Who we are to the server: a page has one job. */
const PAGE = crypto.randomUUID();
/** A slider in motion asks no more often than this, in ms. */
const PAUSE = 120;
/** Longest wait between attempts to reach a server that is gone, in ms. */
const LONGEST_WAIT = 5000;
/** Narrower than this, in CSS pixels, figures are drawn for one column. */
const NARROW = 640;

/** Counts starts: what belongs to an earlier one is dropped. */
let turn = 0;
/** The start whose job the server was asked for last: it ends the page's job before it. */
let posted = 0;
let job = "";
/** @type {EventSource|null} */
let stream = null;
let timer = 0;
let wait = 0;

/** Ends stream and job, so that nothing of an older setting can arrive. */
function end() {
  turn += 1;
  clearTimeout(timer);
  stream?.close();
  stream = null;
  if (job) cancel(job);
  job = "";
}

/** A setting is new: the old job ends now, the new one begins when the hand rests. */
export function restart() {
  end();
  update({ phase: "starting", fault: null });
  timer = setTimeout(start, PAUSE);
}

/** Ends the job because the user says so. */
export function stop() {
  end();
  update({ phase: "stopped" });
}

/** Begins the job of the settings as they are. */
export async function start() {
  end();
  const mine = turn;
  const of = signature(state.settings);
  update({ phase: state.phase === "lost" ? "lost" : "starting", fault: null });
  try {
    const narrow = window.innerWidth < NARROW;
    posted = mine;
    const answer = await ask("/api/job", { ...state.settings, page: PAGE, narrow });
    if (mine !== turn) {
      if (posted === mine) cancel(answer.job);
      return;
    }
    job = String(answer.job);
    watch(mine, of);
  } catch (error) {
    if (mine === turn) failed(error);
  }
}

/**
 * @param {number} mine
 * @param {string} of
 */
function watch(mine, of) {
  const number = job;
  stream = new EventSource(`/api/job/${encodeURIComponent(number)}/stream`);
  const on = (name, act) =>
    stream?.addEventListener(name, (event) => {
      if (mine === turn) act(JSON.parse(/** @type {MessageEvent} */ (event).data));
    });
  on("picture", (picture) => {
    wait = 0;
    const known = current() && state.picture.runs > picture.runs;
    update({ phase: "running", fault: null, ...(known ? {} : { picture: { ...picture, job: number }, pictureOf: of }) });
  });
  on("done", () => {
    stream?.close();
    stream = null;
    job = "";
    update({ phase: "done" });
  });
  on("fault", (said) => {
    end();
    update({ phase: "failed", fault: new Fault(422, said) });
  });
  stream.onerror = () => {
    if (mine === turn) lost();
  };
}

/** @param {any} error */
function failed(error) {
  if (error instanceof Fault && error.status > 0 && error.status !== 401 && error.status !== 403) {
    update({ phase: "failed", fault: error });
  } else {
    lost(error instanceof Fault && error.status > 0 ? error : null);
  }
}

/**
 * The stream broke, nobody answers, or the server is another one: say so, and try again with growing pauses.
 * @param {Fault|null} fault
 */
function lost(fault = null) {
  end();
  update({ phase: "lost", fault });
  wait = Math.min(wait ? wait * 2 : 500, LONGEST_WAIT);
  timer = setTimeout(start, wait);
}

/** A page that nobody sees lets go of its stream, and takes its work up again when it is seen. */
export function followVisibility() {
  let paused = false;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && ["starting", "running", "lost"].includes(state.phase)) {
      paused = true;
      end();
    } else if (!document.hidden && paused) {
      paused = false;
      start();
    }
  });
  window.addEventListener("pagehide", () => end());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) start();
  });
}
