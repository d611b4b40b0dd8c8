// Speaks with the API: requests, and the stream of a live chat. Knows no page and no words.

/** The API said no, and why. */
export class Refused extends Error {
  constructor(status, error) {
    super(error?.message);
    this.status = status;
    this.fields = error?.fields;
  }
}

/** The API could not be reached, or failed. Trying again may help. */
export class Lost extends Error {}

const TIMEOUT = 25000;
const SILENCE = 45000;

/** Waits so many seconds, a little more or less so that not all come back at once; less when the connection returns. */
export const wait = (seconds) =>
  new Promise((done) => {
    setTimeout(done, seconds * (800 + 400 * Math.random()));
    addEventListener("online", done, { once: true });
  });

/** A response of the API. Raises Refused or Lost. */
export async function request(address, options = {}) {
  const { token, method, body, headers, signal = AbortSignal.timeout(TIMEOUT) } = options;
  const response = await fetch(address, {
    method,
    signal,
    referrerPolicy: "no-referrer",
    body: body && JSON.stringify(body),
    headers: {
      ...(body && { "Content-Type": "application/json" }),
      ...(token && { Authorization: `Bearer ${token}` }),
      ...headers,
    },
  }).catch(() => ({ status: 500 }));
  if (response.ok) return response;
  if (response.status >= 500) throw new Lost();
  throw new Refused(response.status, (await response.json().catch(() => null))?.error);
}

/** What the API answers, as JSON; nothing when it answers nothing. */
export async function json(address, options) {
  const response = await request(address, options);
  if (response.status === 204) return null;
  return response.json().catch(() => {
    throw new Lost(); // it broke off in the middle
  });
}

// `open(signal)` gives a response; `heard(kind, data)` takes each event; `poll()` asks for all that is new;
// `trouble(yes)` is told when the connection is lost and when it is found again.
/** Keeps a stream of events open until the function that it returns is called. */
export function listen({ open, heard, poll, trouble }) {
  let on = true;
  let abort;
  const read = async (alive) => {
    let timer;
    abort = new AbortController();
    const still = () => {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), SILENCE);
    };
    try {
      still();
      const reader = (await open(abort.signal)).body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      while (on) {
        const { value, done } = await reader.read();
        if (done) return;
        still();
        alive();
        const events = (rest + value).split("\n\n");
        rest = events.pop();
        for (const event of events) {
          // A comment says only that the stream is alive.
          const [, kind, data] = /^event: (.*)\ndata: (.*)/m.exec(event) ?? [];
          if (kind && on) heard(kind, JSON.parse(data));
        }
      }
    } finally {
      clearTimeout(timer);
    }
  };
  // Where streams do not come through (an old proxy), asking does: every few seconds until it is time for the next try.
  const ask = async (times) => {
    for (let n = 0; on && n < times; n++) {
      if (n) await wait(4);
      if (on) await poll();
      trouble(false);
    }
  };
  (async () => {
    for (let failed = 0; on; failed++) {
      await read(() => {
        failed = 0;
        trouble(false);
      }).catch(() => {}); // whatever ended it: the same wait, and another try
      if (on && failed) await ask(failed > 2 ? 8 : 1).catch(() => trouble(true));
      await wait(Math.min(30, 2 ** failed));
    }
  })();
  return () => {
    on = false;
    abort.abort();
  };
}
