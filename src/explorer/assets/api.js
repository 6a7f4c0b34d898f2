// Questions to the server: one way to ask, one kind of error.

/** An answer of the server that is an error, in the words that the command prints. */
export class Fault extends Error {
  /** @param {number} status @param {{error?: string, hint?: string|null, key?: string, lever?: string}} said */
  constructor(status, said) {
    super(said.error || `the server answered ${status}`);
    this.status = status;
    this.hint = said.hint || "";
    this.key = said.key || "";
    this.lever = said.lever || "";
  }
}

/**
 * An error in words, with what helps against it.
 * @param {any} error
 * @returns {string}
 */
export function inWords(error) {
  return [error.message ?? String(error), error.hint].filter(Boolean).join(" ");
}

/**
 * Sends a request and returns the answer, or throws a {@link Fault}; a server that does not answer has status 0.
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @param {AbortSignal} [signal]
 * @returns {Promise<Response>}
 */
async function send(method, path, body, signal) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      signal,
      credentials: "same-origin",
      keepalive: method === "DELETE",
      headers: body ? { "content-type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Fault(0, { error: "The server does not answer.", hint: "Is `trilat explore` still running?" });
  }
  if (answer.ok) return answer;
  throw new Fault(answer.status, await answer.json().catch(() => ({})));
}

/**
 * @param {string} path
 * @param {object} [body]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function ask(path, body, signal) {
  const answer = await send(body ? "POST" : "GET", path, body, signal);
  return answer.json();
}

/**
 * Tells the server to stop a job; that it is gone already is no error.
 * @param {string} job
 */
export function cancel(job) {
  send("DELETE", `/api/job/${encodeURIComponent(job)}`).catch(() => {});
}

/**
 * A file that the server makes: its name and its content.
 * @param {object} body
 * @returns {Promise<{name: string, content: Blob}>}
 */
export async function file(body) {
  const answer = await send("POST", "/api/take", body);
  const said = answer.headers.get("content-disposition") || "";
  const name = /filename="?([^";]+)"?/.exec(said)?.[1] || "trilat";
  return { name, content: await answer.blob() };
}

/**
 * Hands a file to the user.
 * @param {string} name
 * @param {Blob} content
 */
export function save(name, content) {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
