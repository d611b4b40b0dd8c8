// The chat itself: the log, what may be chosen, the line that tells where things stand, and the box to write in.
import { button, isOff, make, off } from "./elements.js";
import { plain } from "./markdown.js";
import { messageItem, spoken } from "./message_view.js";

const SHOW_COUNT_FROM = 0.8;
const TYPING_SHOWN = 6000;

/** Shows one chat. `around` is the panel: it announces, counts what was not seen, and opens the forms. */
export class Talk {
  constructor(t, limit, around) {
    Object.assign(this, { t, limit, around, sent: new Map() });
    this.items = make("ol");
    this.typingLine = make("p", { class: "typing", hidden: true });
    this.offers = make("div", { class: "offers" });
    this.log = make("div", { class: "log", tabindex: 0, role: "region", "aria-label": t("log") });
    this.log.append(this.items, this.typingLine, this.offers);
    this.status = make("div", { class: "status", hidden: true });
    this.lost = make("p", { class: "status lost", hidden: true });
    this.root = make("div", { class: "talk" }, this.status, this.lost, this.log, this.composer());
  }

  get chat() {
    return this.around.chat;
  }

  composer() {
    const { t } = this;
    this.label = make("label", { for: "box" }, t("label"));
    this.error = make("p", { class: "error", id: "error", hidden: true });
    this.count = make("p", { class: "hint", id: "count", hidden: true });
    this.box = make("textarea", {
      id: "box",
      rows: 2,
      enterkeyhint: "send",
      "aria-describedby": "error count hint",
      input: () => this.typed(),
      keydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        this.form.requestSubmit();
      },
    });
    this.press = make("button", { class: "main" }, t("send"));
    this.form = make("form", { class: "ask", submit: (event) => (event.preventDefault(), this.ask()) });
    this.form.append(this.label, this.error, make("div", { class: "row" }, this.box, this.press), this.count);
    this.form.append(make("p", { class: "hint", id: "hint" }, t("hint")));
    return this.form;
  }

  // ---- writing

  typed() {
    const left = this.limit - [...this.box.value.trim()].length;
    const near = left < this.limit * (1 - SHOW_COUNT_FROM);
    const text = left < 0 ? this.t("too_long", { n: -left }) : this.t("count", { n: left });
    // Said once when it appears and once when it is too long, not at every key.
    if (near && (this.count.hidden || (left < 0 && !this.over))) this.around.announce(text);
    this.over = left < 0;
    this.count.hidden = !near;
    this.count.textContent = text;
    if (!this.error.hidden) this.wrong("");
    this.chat.save({ draft: this.box.value });
    this.chat.tellTyping();
  }

  ask() {
    const text = this.box.value.trim();
    if (isOff(this.press)) return;
    const over = [...text].length - this.limit;
    if (!text || over > 0) return this.wrong(text ? this.t("too_long", { n: over }) : this.t("empty"));
    this.write("");
    this.chat.say({ text });
  }

  write(text) {
    this.box.value = text;
    this.wrong("");
    this.count.hidden = true;
  }

  wrong(text) {
    this.error.textContent = text;
    this.error.hidden = !text;
    if (text) {
      this.box.setAttribute("aria-invalid", "true");
      this.around.announce(text);
    } else this.box.removeAttribute("aria-invalid");
  }

  choose({ id, title }) {
    for (const each of this.offers.querySelectorAll("button")) off(each, true);
    this.chat.say({ choice: id }, title);
    this.box.focus();
  }

  // ---- what the chat tells

  message(message, quietly) {
    const item = messageItem(message, this.t, (...said) => this.around.feedback(...said));
    this.insert(item, message.position);
    if (message.from !== "assistant" && message.from !== "parent") this.typing();
    if (message.from === "parent") return;
    this.latest = message;
    // Of several messages at once, only the last one's choices are open.
    queueMicrotask(() => this.latest === message && this.offer(message, quietly));
    if (quietly) return;
    this.around.news(spoken(item));
    this.show(item);
  }

  insert(item, at = Infinity) {
    item.dataset.at = at;
    const after = [...this.items.children].find((other) => Number(other.dataset.at) > at);
    this.items.insertBefore(item, after ?? null);
  }

  /** Something that only this page says: not part of the chat. */
  note(text, quietly) {
    const item = make("li", { class: "message system" }, plain(text));
    this.insert(item, this.chat.messages.at(-1)?.position ?? 0);
    if (!quietly) this.show(item);
  }

  sending(entry) {
    if (this.sent.has(entry.client_id)) return;
    const message = { from: "parent", text: entry.title ?? entry.text };
    const item = messageItem(message, this.t);
    this.sent.set(entry.client_id, item);
    this.insert(item);
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  placed(entry) {
    const item = this.sent.get(entry.client_id);
    if (!item) return;
    item.querySelector(".fate")?.remove();
    this.insert(item, entry.at);
  }

  drop(entry) {
    this.sent.get(entry.client_id)?.remove();
  }

  /** What became of a message that is not there yet, beneath it. */
  fate(entry, text, again) {
    const item = this.sent.get(entry.client_id);
    item.querySelector(".fate")?.remove();
    item.append(make("div", { class: "fate" }, make("p", null, text), again && button(this.t("again"), again)));
  }

  waiting(entry) {
    this.fate(entry, this.t("lost"));
  }

  failed(entry, text) {
    const phone = this.around.facts?.service.phones[0]?.number;
    const parts = [text ?? this.t("not_sent"), !text && phone && this.t("call_instead", { number: phone })];
    const said = parts.filter(Boolean).join(" ");
    const again = () => {
      removeEventListener("online", again);
      this.fate(entry, this.t("sending"));
      this.chat.flush();
      this.box.focus();
    };
    addEventListener("online", again, { once: true });
    this.fate(entry, said, again);
    this.around.announce(said);
  }

  refused(entry, text) {
    this.drop(entry);
    for (const each of this.offers.querySelectorAll("button")) off(each, false);
    if (entry.text && !this.box.value) this.box.value = entry.text;
    this.wrong(text);
  }

  typing(who) {
    clearTimeout(this.typingTimer);
    const busy = who === "assistant";
    off(this.press, busy);
    this.typingLine.hidden = !who;
    if (!who) return;
    const text = this.t(busy ? "typing" : "adviser_typing");
    this.typingLine.textContent = text;
    if (busy) this.typingTimer = setTimeout(() => this.around.announce(text), 2000);
    else this.typingTimer = setTimeout(() => this.typing(), TYPING_SHOWN);
    if (this.nearEnd) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  state(before) {
    const { t, chat } = this;
    const { state, place, adviser } = chat;
    const waiting = state === "waiting";
    const live = state === "adviser";
    const text = waiting ? place && t("place", { n: place }) : live && t("with", { name: adviser ?? t("an_adviser") });
    if (text && text !== this.said && waiting) this.around.announce(text);
    this.said = text;
    this.status.hidden = !text;
    if (text) {
      const leave = button(t(live ? "end" : "leave"), () => (live ? this.around.confirm("end") : this.around.leave()));
      if (state !== before || !this.status.firstChild) this.status.replaceChildren(make("p", null, text), leave);
      else this.status.firstChild.textContent = text;
    }
    this.label.textContent = t(live ? "label_adviser" : "label");
    this.form.hidden = state === "closed";
    if (state === "closed") this.offers.replaceChildren(make("p", null, t("closed")), button(t("new_chat"), () => this.around.anew()));
    if (state !== before && this.latest && state !== "closed") this.offer(this.latest, true);
  }

  trouble(yes) {
    clearTimeout(this.troubleTimer);
    if (!yes && !this.lost.hidden) this.around.announce(this.t("found"));
    if (!yes) this.lost.hidden = true;
    else
      this.troubleTimer = setTimeout(() => {
        if (!this.lost.hidden) return;
        this.lost.textContent = this.t(this.chat.id ? "lost" : "away");
        this.lost.hidden = false;
        this.around.announce(this.lost.textContent);
      }, 1500);
  }

  reset() {
    this.items.replaceChildren();
    this.offers.replaceChildren();
    this.sent.clear();
    this.latest = null;
    this.status.hidden = this.lost.hidden = true;
    this.form.hidden = false;
    this.write("");
    this.typing();
    this.around.welcome();
  }

  /** The chat that this tab remembered is no longer there. */
  gone() {
    this.note(this.t("gone"));
    this.around.announce(this.t("gone"));
  }

  // ---- what may come next

  async offer(message, quietly) {
    const { t, chat } = this;
    const { choices = [], handoff } = message;
    const ways = make("div", { class: "ways" });
    const list = make("div", { class: "choices", role: "group", "aria-label": t("choices") });
    list.append(...choices.map((choice) => button(choice.title, (event) => isOff(event.target) || this.choose(choice), { lang: "en" })));
    this.offers.replaceChildren(ways, ...(choices.length ? [list] : []));
    if (handoff?.ways?.includes("callback")) ways.append(button(t("callback"), () => this.around.callBack()));
    if (!quietly && choices.length) this.around.announce(t("choices_below", { n: choices.length }));
    if (!handoff || chat.state !== "assistant") return;
    const facts = await this.around.look(message.council);
    if (this.latest === message && facts?.chat?.live) ways.prepend(button(t("live"), () => this.around.live(), { class: "main" }));
  }

  // ---- scrolling: a new answer is read from its beginning, below the question if there is room

  get scroller() {
    return getComputedStyle(this.log).overflowY === "visible" ? this.root.closest(".panel") : this.log;
  }

  get nearEnd() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < 200;
  }

  show(item) {
    const { scroller } = this;
    const before = item.previousElementSibling;
    const first = before?.matches(".parent") && before.offsetHeight < scroller.clientHeight / 4 ? before : item;
    if (item.matches(".adviser, .system") && !this.nearEnd && item.previousElementSibling) return;
    scroller.scrollTop += first.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 8;
  }
}
