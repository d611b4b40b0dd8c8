// One parent's chat: what was said, what waits to be sent, and what this tab remembers of it. Knows no page.
import { json, Lost, Refused, request, Stream, wait } from "./connection.js";

const TRIES = 5;
const LIVE = ["waiting", "adviser"];

/** An id that no other message has. (crypto.randomUUID needs https; a council's test site may not have it.) */
export const uniqueId = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("-");

/** A chat with one API. What `shown` is set to is told of every change: messages, sending, state, trouble. */
export class Chat {
  constructor(base, council) {
    Object.assign(this, { base, council, key: `askline ${base} ${council ?? ""}` });
    this.clear();
  }

  clear() {
    this.stream?.stop();
    Object.assign(this, { id: null, token: null, state: "assistant", place: null, adviser: null, stream: null });
    Object.assign(this, { messages: [], queue: [], notes: [], unread: 0, draft: "", flushing: null, beginning: null });
  }

  // ---- what this tab remembers: nothing before the parent opens the chat, nothing after the tab is closed

  save(changes) {
    Object.assign(this, changes);
    const { id, token, queue, notes, unread, draft, open, size } = this;
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ id, token, queue, notes, unread, draft, open, size }));
    } catch {
      // Storage is full or forbidden: the chat then lasts as long as this page.
    }
  }

  /** What an earlier page of this tab left. Whether there is a chat to go on with. */
  recall() {
    try {
      Object.assign(this, JSON.parse(sessionStorage.getItem(this.key)));
      for (const entry of this.queue) delete entry.at;
    } catch {
      // Forbidden or spoilt: begin anew.
    }
    return Boolean(this.id);
  }

  /** Stops listening; `restore` goes on. */
  rest() {
    this.stream?.stop();
    this.stream = null;
  }

  forget() {
    this.clear();
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // It was never kept.
    }
    this.shown.reset();
  }

  // ---- the way to the API

  at(path = "") {
    return `${this.base}/v1/conversations/${this.id}${path}`;
  }

  api(path, options) {
    return json(this.at(path), { token: this.token, ...options });
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
    this.beginning ??= this.surely(() => this.start()).finally(() => (this.beginning = null));
    return this.beginning;
  }

  async start() {
    if (this.id) return;
    const body = { council: this.council ?? null, channel: "widget" };
    const begun = await json(`${this.base}/v1/conversations`, { method: "POST", body });
    this.save({ id: begun.id, token: begun.token });
    this.take(begun.messages);
  }

  /** Goes on with the chat of an earlier page. */
  async restore() {
    try {
      await this.surely(() => this.look(true));
      for (const entry of this.queue) this.shown.sending(entry);
      this.flush();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.forget();
      this.shown.gone();
    }
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
      if (this.messages.some((known) => known.id === message.id)) continue;
      this.messages.push(message);
      this.messages.sort((a, b) => a.position - b.position);
      // What this tab has sent itself stands on the screen already; here it gets its place.
      const own = message.from === "parent" && !quietly && this.queue.find((entry) => !entry.at);
      if (own) this.place(own, message.position);
      else this.shown.message(message, quietly);
    }
  }

  place(entry, position) {
    entry.at = position;
    this.shown.placed(entry);
  }

  /** Says something. It is kept until the API has it, however often the connection is lost. */
  say(message, title) {
    const entry = { ...message, title, client_id: uniqueId() };
    this.save({ queue: [...this.queue, entry], draft: "" });
    this.shown.sending(entry);
    this.flush();
  }

  /** Sends what waits, in order, one by one. */
  async flush() {
    if (this.flushing) return;
    const mine = (this.flushing = {});
    while (this.queue.length && (await this.send(this.queue[0])) && this.flushing === mine);
    if (this.flushing === mine) this.flushing = null;
    this.shown.typing();
  }

  async send(entry) {
    for (let tried = 1; ; tried++) {
      try {
        await this.begin();
        if (this.state !== "adviser") this.shown.typing("assistant");
        const { text, choice, client_id } = entry;
        const turn = await this.api("/messages", { method: "POST", body: { text, choice, client_id } });
        return this.queue.includes(entry) && this.sent(entry, turn);
      } catch (error) {
        if (!this.queue.includes(entry)) return false; // deleted meanwhile
        if (error instanceof Refused) return this.refused(entry, error);
        this.shown.typing();
        if (tried === TRIES) return this.shown.failed(entry), false;
        this.shown.waiting(entry);
        await wait(2 ** (tried - 1));
      }
    }
  }

  sent(entry, { messages, state, asked }) {
    this.save({ queue: this.queue.filter((other) => other !== entry) });
    const known = asked && this.messages.find((message) => message.id === asked.id);
    if (known && !entry.at) this.shown.drop(entry); // an earlier page had sent it, and it came back with the chat
    else if (!entry.at) this.place(entry, asked?.position ?? messages[0]?.position - 1);
    if (asked && !known) this.messages.push({ ...asked, from: "parent" });
    this.shown.typing();
    this.take(messages);
    this.become({ state });
    return true;
  }

  refused(entry, error) {
    this.shown.typing();
    if (error.status === 404) {
      // The chat is gone (deleted elsewhere, or too old): what was written begins a new one.
      const { queue } = this;
      this.forget();
      this.shown.gone();
      for (const { text, title } of queue) if (text) this.say({ text }, title);
      return false;
    }
    if (error.status === 429) return this.shown.failed(entry, error.message), false;
    this.save({ queue: this.queue.filter((other) => other !== entry) });
    if (error.status === 409) this.become({ state: "closed" });
    this.shown.refused(entry, error.message);
    return true;
  }

  // ---- an adviser

  /** Takes the state that the API tells, and listens as long as a person may write. */
  become({ state, place, adviser }) {
    const before = this.state;
    const kept = state === before ? this : {};
    Object.assign(this, { state, place: place ?? kept.place, adviser: adviser ?? kept.adviser });
    if (LIVE.includes(state)) this.stream ??= this.listen();
    else if (this.stream) {
      this.stream.stop();
      this.stream = null;
      this.look().catch(() => {}); // the last words of the live chat may not have come through the stream
    }
    this.shown.state(before);
  }

  listen() {
    const open = (signal) => {
      // What we have without a gap: of two messages, the later may have come first, as the answer to our own.
      const have = new Set(this.messages.map((message) => message.position));
      let last = 0;
      while (have.has(last + 1)) last++;
      return request(this.at("/events"), { token: this.token, signal, headers: { "Last-Event-ID": String(last) } });
    };
    const heard = (kind, data) => {
      if (kind === "message") this.take([data]);
      else if (kind === "state") this.become(data);
      else if (kind === "typing") this.shown.typing("adviser");
    };
    const poll = () =>
      this.look().catch((error) => {
        if (error instanceof Refused) this.forget();
        throw error;
      });
    return new Stream(open, heard, poll, (yes) => this.shown.trouble(yes));
  }

  /** Asks for an adviser. Whether one is on duty. */
  async wait() {
    try {
      await this.begin();
      this.become(await this.api("/adviser", { method: "POST" }));
      return true;
    } catch (error) {
      if (error.status === 409) return false;
      throw error;
    }
  }

  /** Leaves the queue, or ends the live chat. */
  async leave() {
    this.become(await this.api("/adviser", { method: "DELETE" }));
  }

  // ---- the rest

  feedback(message_id, helpful, reason) {
    return this.surely(() => this.api("/feedback", { method: "POST", body: { message_id, helpful, reason } }));
  }

  /** What a call-back request would be: who calls, what the parent agrees to, what of the chat may be shared. */
  async offer() {
    await this.begin();
    return this.api("/callback");
  }

  callBack(details) {
    return this.api("/callback", { method: "POST", body: details });
  }

  /** Tells the adviser that the parent is typing, now and then. Whether it gets there does not matter. */
  tellTyping() {
    if (this.state !== "adviser" || Date.now() - (this.told ?? 0) < 3000) return;
    this.told = Date.now();
    this.api("/typing", { method: "POST" }).catch(() => {});
  }

  async transcript(format) {
    await this.begin();
    return (await request(this.at(`/transcript?format=${format}`), { token: this.token })).blob();
  }

  /** Deletes the chat, here and there. */
  async erase() {
    if (this.id) await this.api("", { method: "DELETE" }).catch((error) => {
      if (!(error instanceof Refused)) throw error; // refused: it is gone already
    });
    this.forget();
  }
}
