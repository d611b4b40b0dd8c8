// One parent's chat: what was said, what waits to be sent, and what this tab remembers of it. Knows no page.
import { json, listen, Lost, Refused, request, wait } from "./connection.js";

const TRIES = 5;
// Of the chat, and of each message that waits.
const KEPT = ["id", "token", "queue", "notes", "unread", "draft", "open", "size", "client_id", "text", "choice", "title"];

function stored(action) {
  try {
    action();
  } catch {
    // Storage is full, forbidden or spoilt: the chat then lasts as long as this page.
  }
}

/** An id that no other message has. (crypto.randomUUID needs https; a council's test site may not have it.) */
export const uniqueId = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

/** A chat with one API. What `shown` is set to is told of every change: messages, sending, state, trouble. */
export class Chat {
  constructor(base, council) {
    Object.assign(this, { base, council, size: 1, key: `askline ${base} ${council}` });
    this.clear();
  }

  clear() {
    this.rest();
    Object.assign(this, { id: null, state: "assistant", messages: [], queue: [], notes: [], unread: 0, draft: "", flushing: null });
  }

  // ---- what this tab remembers: nothing before the parent opens the chat, nothing after the tab is closed

  save(changes) {
    Object.assign(this, changes);
    stored(() => sessionStorage.setItem(this.key, JSON.stringify(this, KEPT)));
  }

  /** What an earlier page of this tab left. Whether there is a chat to go on with. */
  recall() {
    stored(() => Object.assign(this, JSON.parse(sessionStorage.getItem(this.key))));
    return this.id;
  }

  forget() {
    this.clear();
    stored(() => sessionStorage.removeItem(this.key));
    this.shown.reset();
  }

  // ---- the way to the API

  at(path) {
    return `${this.base}/v1/conversations/${this.id}${path}`;
  }

  api(path, method, body) {
    return json(this.at(path), { token: this.token, method, body });
  }

  /** Tries until the API is there. A refusal is passed on. */
  async surely(action) {
    for (let tried = 0; ; tried++) {
      try {
        const result = await action();
        if (tried) this.shown.trouble(false);
        return result;
      } catch (error) {
        if (!(error instanceof Lost)) throw error;
        this.shown.trouble(true);
        await wait(Math.min(30, 2 ** tried));
      }
    }
  }

  /** Begins a chat, once. */
  begin() {
    return (this.beginning ??= this.surely(() => this.start()).finally(() => (this.beginning = null)));
  }

  async start() {
    if (this.id) return;
    const body = { council: this.council, channel: "widget" };
    const { id, token, messages } = await json(`${this.base}/v1/conversations`, { method: "POST", body });
    this.save({ id, token });
    this.take(messages);
  }

  /** Goes on with the chat of an earlier page. */
  async restore() {
    try {
      await this.surely(() => this.look(true));
      for (const entry of this.queue) this.shown.sending(entry);
      this.flush();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.lose();
    }
  }

  /** Stops listening; `restore` goes on. */
  rest() {
    this.stop?.();
    this.stop = null;
  }

  /** The chat is gone: deleted elsewhere, or too old. */
  lose() {
    this.forget();
    this.shown.gone();
  }

  /** Asks for the whole chat, and takes what is new. */
  async look(quietly) {
    const found = await this.api("");
    this.take(found.messages, quietly);
    this.become(found);
  }

  // ---- messages

  /** Takes messages that may be known already: each is shown once, in its place. */
  take(messages, quietly) {
    for (const message of messages) {
      if (this.messages.some(({ id }) => id === message.id)) continue;
      this.messages.push(message);
      // What this tab has sent itself stands on the screen already; here it gets its place.
      const own = message.from === "parent" && !quietly && this.queue.find((entry) => !entry.at);
      if (own) this.settle(own, message);
      else this.shown.message(message, quietly);
    }
  }

  settle(entry, { position }) {
    entry.at = position;
    this.shown.placed(entry);
  }

  /** Says something. It is kept until the API has it, however often the connection is lost. */
  say(message) {
    const entry = { ...message, client_id: uniqueId() };
    this.save({ queue: [...this.queue, entry], draft: "" });
    this.shown.sending(entry);
    this.flush();
  }

  /** Sends what waits, in order, one by one. */
  async flush() {
    if (this.flushing) return;
    const mine = (this.flushing = {});
    let more = true;
    while (more && this.queue.length && this.flushing === mine) more = await this.send(this.queue[0]);
    if (this.flushing === mine) this.flushing = null;
    this.shown.typing();
  }

  /** Sends one message. Whether the next one may follow. */
  async send(entry) {
    for (let tried = 1; ; tried++) {
      const turn = await this.turn(entry).catch((error) => error);
      if (!this.queue.includes(entry)) return false; // deleted meanwhile
      this.shown.typing();
      if (turn instanceof Refused) return this.refused(entry, turn);
      if (!(turn instanceof Lost)) return this.sent(entry, turn);
      if (tried === TRIES) return this.shown.failed(entry);
      this.shown.waiting(entry);
      await wait(2 ** (tried - 1));
    }
  }

  async turn({ text, choice, client_id }) {
    await this.begin();
    if (this.state !== "adviser") this.shown.typing("assistant");
    return this.api("/messages", "POST", { text, choice, client_id });
  }

  drop(entry) {
    this.save({ queue: this.queue.filter((other) => other !== entry) });
  }

  sent(entry, { messages, state, asked }) {
    const known = this.messages.some(({ id }) => id === asked.id);
    this.drop(entry);
    if (!known) this.messages.push(asked);
    if (!entry.at) {
      if (known) this.shown.drop(entry); // an earlier page had sent it, and it came back with the chat
      else this.settle(entry, asked);
    }
    this.take(messages);
    this.become({ state });
    return true;
  }

  refused(entry, { status, message }) {
    if (status === 404 && this.id) {
      // What was written begins a new chat.
      const { queue } = this;
      this.lose();
      for (const { text } of queue) if (text) this.say({ text });
      return false;
    }
    if (status === 429) return this.shown.failed(entry, message);
    this.drop(entry);
    if (status === 409) this.become({ state: "closed" });
    this.shown.refused(entry, message);
    return true;
  }

  // ---- an adviser

  /** Takes the state that the API tells, and listens as long as a person may write. */
  become({ state, place, adviser }) {
    const before = this.state;
    const kept = state === before ? this : {};
    Object.assign(this, { state, place: place ?? kept.place, adviser: adviser ?? kept.adviser });
    if (state === "waiting" || state === "adviser") this.stop ??= this.listen();
    else if (this.stop) {
      this.rest();
      this.look().catch(() => {}); // the last words of the live chat may not have come through the stream
    }
    this.shown.state(before);
  }

  listen() {
    const open = (signal) => {
      // What we have without a gap: of two messages, the later may have come first, as the answer to our own.
      const have = this.messages.map(({ position }) => position);
      let last = 0;
      while (have.includes(last + 1)) last++;
      return request(this.at("/events"), { token: this.token, signal, headers: { "Last-Event-ID": last } });
    };
    const heard = (kind, data) => {
      if (kind === "message") this.take([data]);
      else if (kind === "state") this.become(data);
      else this.shown.typing("adviser");
    };
    const poll = () =>
      this.look().catch((error) => {
        if (error instanceof Refused) this.lose();
        throw error;
      });
    return listen({ open, heard, poll, trouble: (yes) => this.shown.trouble(yes) });
  }

  /** Asks for an adviser (POST); leaves the queue or the live chat (DELETE). */
  async person(method) {
    this.become(await this.api("/adviser", method));
  }

  /** Tells the adviser that the parent is typing, now and then. Whether it gets there does not matter. */
  tellTyping() {
    if (this.state !== "adviser" || Date.now() - this.told < 3000) return;
    this.told = Date.now();
    this.api("/typing", "POST").catch(() => {});
  }

  // ---- the rest

  /** What a call-back request would be: who calls, what the parent agrees to, what of the chat may be shared. */
  async offer() {
    await this.begin();
    return this.api("/callback");
  }

  async transcript(format) {
    return (await request(this.at(`/transcript?format=${format}`), { token: this.token })).blob();
  }

  /** Deletes the chat, here and there. */
  async erase() {
    await this.api("", "DELETE").catch((error) => {
      if (error.status !== 404) throw error; // 404: it is gone already
    });
    this.forget();
  }
}
