// The chat itself: the log, what may be chosen, the line that tells where things stand, and the box to write in.
import { button, isOff, make, off, tell } from "./elements.js";
import { messageItem, spoken } from "./message_view.js";

const COUNT_FROM = 0.8; // of the limit

/** Shows one chat. `panel` is around it: it announces, counts what was not seen, and opens the forms. */
export class Talk {
  constructor(t, limit, panel) {
    Object.assign(this, { t, limit, panel, items: make("ol"), sent: {} });
    this.typingLine = make("p", { class: "typing", hidden: true });
    this.offers = make("div", { class: "offers" });
    this.log = make("div", { class: "log", tabindex: 0, role: "region", "aria-label": t("log") });
    this.log.append(this.items, this.typingLine, this.offers);
    this.standing = make("p");
    this.leave = button("", () => (this.chat.state === "adviser" ? panel.confirm("end") : panel.person("DELETE")));
    this.status = make("div", { class: "status", hidden: true }, this.standing, this.leave);
    this.lost = make("p", { class: "status lost", hidden: true });
    this.root = make("div", { class: "talk" }, this.status, this.lost, this.log, this.composer());
  }

  get chat() {
    return this.panel.chat;
  }

  composer() {
    const { t } = this;
    this.label = make("label", { for: "box" }, t("label"));
    this.error = make("p", { class: "error", id: "error", hidden: true });
    this.count = make("p", { class: "hint", id: "count", hidden: true });
    this.box = make("textarea", {
      id: "box",
      enterkeyhint: "send",
      "aria-describedby": "error count hint",
      input: () => this.typed(),
      keydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        this.ask();
      },
    });
    this.press = button(t("send"), () => this.ask(), { class: "main" });
    this.hint = make("p", { class: "hint", id: "hint" }, t("hint"));
    this.form = make("div", { class: "ask" }, this.label, this.error, make("div", { class: "row" }, this.box, this.press), this.count, this.hint);
    return this.form;
  }

  // ---- writing

  get left() {
    return this.limit - [...this.box.value.trim()].length;
  }

  get leftInWords() {
    return this.left < 0 ? this.t("too_long", { n: -this.left }) : this.t("count", { n: this.left });
  }

  typed() {
    const near = this.left < this.limit * (1 - COUNT_FROM);
    // Said when it comes into sight, not at every key.
    if (near && this.count.hidden) this.panel.announce(this.leftInWords);
    tell(this.count, near ? this.leftInWords : "");
    this.wrong();
    this.chat.save({ draft: this.box.value });
    this.chat.tellTyping();
  }

  ask() {
    const text = this.box.value.trim();
    if (isOff(this.press)) return;
    if (!text) return this.wrong(this.t("empty"));
    if (this.left < 0) return this.wrong(this.leftInWords);
    this.write("");
    this.chat.say({ text });
  }

  write(text) {
    this.box.value = text;
    this.wrong();
    tell(this.count);
  }

  wrong(text) {
    tell(this.error, text);
    if (text) tell(this.count);
    this.box.ariaInvalid = !!text;
    if (text) this.panel.announce(text);
  }

  choose({ id, title }) {
    this.chat.say({ choice: id, title });
    this.focus();
  }

  /** Back to where one writes; with fingers to the log, or the keyboard would hide the answer. */
  focus() {
    (matchMedia("(pointer: coarse)").matches ? this.log : this.box).focus();
  }

  // ---- what the chat tells

  message(message, quietly) {
    const item = messageItem(message, this.t, (...said) => this.panel.feedback(...said));
    this.insert(item, message.position);
    if (message.from === "parent") return;
    if (message.from === "adviser") this.typing();
    this.latest = message;
    if (!quietly) {
      this.panel.news(spoken(item));
      this.first ??= item;
    }
    // Of several messages at once, the first is shown (it may be the crisis card), and the last one's choices are open.
    queueMicrotask(() => {
      if (this.latest !== message) return;
      this.offer(quietly);
      if (this.first) this.show(this.first);
      this.first = null;
    });
  }

  insert(item, at = Infinity) {
    item.at = at;
    this.items.insertBefore(item, [...this.items.children].find((other) => other.at > at) ?? null);
  }

  /** Something that only this page says: not part of the chat. */
  note(text) {
    const item = make("li", { class: "message system" }, text);
    this.insert(item, this.chat.messages.at(-1)?.position ?? 0);
    this.show(item);
  }

  sending(entry) {
    const { client_id, title, text } = entry;
    if (this.sent[client_id]) return;
    this.insert((this.sent[client_id] = messageItem({ from: "parent", text: title ?? text }, this.t)));
    this.offers.replaceChildren();
    tell(this.panel.problem);
    this.toEnd();
  }

  placed(entry) {
    this.fate(entry);
    this.insert(this.sent[entry.client_id], entry.at);
  }

  drop(entry) {
    this.sent[entry.client_id].remove();
  }

  /** What becomes of a message that is not there yet, beneath it. */
  fate({ client_id }, text, again) {
    const item = this.sent[client_id];
    item.querySelector(".fate")?.remove();
    if (text) item.append(make("p", { class: "fate" }, text, " ", again && button(this.t("again"), again)));
  }

  waiting(entry) {
    this.fate(entry, this.t("lost"));
  }

  failed(entry, text = this.t("not_sent")) {
    const phone = this.panel.facts?.service.phones[0]?.number;
    const said = phone ? `${text} ${this.t("call_instead", { number: phone })}` : text;
    const again = () => {
      this.fate(entry, this.t("sending"));
      this.chat.flush();
    };
    addEventListener("online", again, { once: true });
    this.fate(entry, said, () => {
      again();
      this.focus(); // the button that was pressed is gone
    });
    this.panel.announce(said);
  }

  refused(entry, text) {
    this.drop(entry);
    this.offer(true);
    this.box.value ||= entry.text ?? "";
    this.wrong(text);
  }

  typing(who) {
    clearTimeout(this.timer);
    const busy = who === "assistant";
    const text = who && this.t(busy ? "typing" : "adviser_typing");
    off(this.press, busy);
    const follow = this.nearEnd;
    tell(this.typingLine, text);
    if (who) this.timer = setTimeout(() => (busy ? this.panel.announce(text) : this.typing()), busy ? 2000 : 6000);
    if (who && follow) this.toEnd();
  }

  state(before) {
    const { t, chat } = this;
    const { state, place, adviser } = chat;
    const live = state === "adviser";
    const text = live ? t("with", { name: adviser ?? t("an_adviser") }) : place ? t("place", { n: place }) : "";
    if (place && text !== this.standing.textContent) this.panel.announce(text);
    tell(this.standing, text);
    this.status.hidden = !text;
    this.leave.textContent = t(live ? "end" : "leave");
    this.label.textContent = t(live ? "label_adviser" : "label");
    this.form.hidden = state === "closed";
    this.hint.hidden = live;
    if (state !== before) this.offer(true);
  }

  trouble(yes) {
    clearTimeout(this.alarm);
    const said = (text) => {
      if (this.lost.hidden !== !text) this.panel.announce(text || this.t("found"));
      tell(this.lost, text);
    };
    if (yes) this.alarm = setTimeout(() => said(this.t(this.chat.id ? "lost" : "away")), 1500);
    else said("");
  }

  reset() {
    this.items.replaceChildren();
    this.sent = {};
    this.latest = null;
    this.write("");
    this.state("");
    this.typing();
    this.trouble();
    this.panel.welcome();
  }

  /** The chat that this tab remembered is no longer there. */
  gone() {
    this.tell(this.t("gone"));
  }

  tell(text) {
    this.note(text);
    this.panel.announce(text);
  }

  // ---- what may come next

  async offer(quietly) {
    const { t, chat, panel, latest } = this;
    if (chat.state === "closed") return this.offers.replaceChildren(t("closed"), button(t("new_chat"), () => panel.anew()));
    if (!latest) return;
    const { choices, handoff, council } = latest;
  
    const buttons = choices.map((choice) => button(choice.title, () => this.choose(choice), { lang: "en" }));
    const ways = make("div", { class: "ways" }, handoff?.emails[0] && button(t("callback"), () => panel.callBack()));
    const some = buttons.length > 0;
    const list = make("div", { class: "choices", role: "group", "aria-label": t("choices"), hidden: !some }, buttons);
    this.offers.replaceChildren(ways, list);
    if (!quietly && some) panel.announce(t("choices_below", { n: buttons.length }));
    if (!handoff || chat.state !== "assistant") return;
    const facts = await panel.askFacts(council ?? chat.council).catch(() => null);
    if (latest === this.latest && facts?.chat.live) ways.prepend(button(t("live"), () => panel.person("POST"), { class: "main" }));
  }

  // ---- scrolling: a new answer is read from its beginning, below the question if there is room

  get scroller() {
    return getComputedStyle(this.log).overflowY === "visible" ? this.panel.root : this.log;
  }

  get nearEnd() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < 200;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  show(item) {
    const { scroller } = this;
    const question = item.previousElementSibling;
    const first = question?.matches(".parent") && question.offsetHeight < scroller.clientHeight / 4 ? question : item;
    scroller.scrollTop += first.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 8;
  }
}
