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
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      done();
    };
    const timer = setTimeout(end, seconds * (800 + 400 * Math.random()));
    addEventListener("online", end);
  });

/** A response of the API. Raises Refused or Lost. */
export async function request(address, options = {}) {
  const { token, method, body, headers, cache = "no-store", signal = AbortSignal.timeout(TIMEOUT) } = options;
  let response;
  try {
    response = await fetch(address, {
      method,
      signal,
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache,
      body: body && JSON.stringify(body),
      headers: {
        ...(body && { "Content-Type": "application/json" }),
        ...(token && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
  } catch (error) {
    throw new Lost(error.message);
  }
  if (response.ok) return response;
  if (response.status >= 500) throw new Lost(response.status);
  throw new Refused(response.status, (await response.json().catch(() => ({}))).error);
}

/** What the API answers, as JSON; null when it answers nothing. */
export async function json(address, options) {
  const response = await request(address, options);
  try {
    return response.status === 204 ? null : await response.json();
  } catch (error) {
    throw new Lost(error.message);
  }
}

/** Reads server-sent events from a stream of text, one by one. A comment line gives an event without a kind. */
export async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      const fields = { data: "" };
      for (const line of block.split(/\r?\n/)) {
        const [, name, text] = /^(\w+): ?(.*)$/.exec(line) ?? [];
        if (name === "data") fields.data += text;
        else if (name) fields[name] = text;
      }
      yield fields;
    }
  }
}

/** Keeps a stream of events open until `stop`. After lost streams it waits longer and longer, and asks in between. */
export class Stream {
  // `open(signal)` gives a response; `heard(kind, data)` takes each event; `poll()` asks for all that is new;
  // `trouble(yes)` is told when the connection is lost and when it is found again.
  constructor(open, heard, poll, trouble) {
    Object.assign(this, { open, heard, poll, trouble, on: true });
    this.run();
  }

  stop() {
    this.on = false;
    this.abort?.abort();
  }

  async run() {
    for (let failed = 0; this.on; failed++) {
      try {
        await this.listen(() => {
          failed = 0;
          this.trouble(false);
        });
      } catch {
        // Whatever ended it: the same wait, and another try.
      }
      if (!this.on) return;
      if (failed) await this.ask(failed);
      await wait(Math.min(30, 2 ** failed));
    }
  }

  async listen(alive) {
    this.abort = new AbortController();
    let timer;
    const still = () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.abort.abort(), SILENCE);
    };
    try {
      still();
      const response = await this.open(this.abort.signal);
      for await (const event of eventsOf(response.body)) {
        if (!this.on) return;
        still();
        alive();
        if (event.event) this.heard(event.event, JSON.parse(event.data));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  // Where streams do not come through (an old proxy), asking does: every few seconds until it is time for the next try.
  async ask(failed) {
    for (let n = 0; this.on && n < (failed > 2 ? 8 : 1); n++) {
      try {
        if (n) await wait(4);
        if (this.on) await this.poll();
        this.trouble(false);
      } catch {
        this.trouble(true);
        return;
      }
    }
  }
}
