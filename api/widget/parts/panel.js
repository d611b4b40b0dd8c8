// The panel around the chat: how it opens and closes, its menu, its forms, and the one voice for screen readers.
import { callbackForm } from "./callback_view.js";
import { button, hidden, make } from "./elements.js";
import { markdown } from "./markdown.js";
import { Talk } from "./talk.js";

const SIZES = [1, 1.25, 1.5, 2];
const SMALL = "(max-width: 30em), (max-height: 30em)";
const PRINTED = "@media print { body *:not(:has(askline-chat), askline-chat) { display: none !important } }";

/** The panel of an element. `t` speaks its catalogue; `settings` come with the script. */
export class Panel {
  constructor(host, chat, t, { limit, mode, dir, facts }) {
    Object.assign(this, { host, chat, t, mode, askFacts: facts, launched: mode === "launcher" });
    this.talk = new Talk(t, limit, this);
    this.voice = make("div", { class: "hidden", "aria-live": "polite" });
    this.title = make("h2", { id: "title" }, "Askline");
    this.sheet = make("div", { class: "sheet", hidden: true });
    this.menuButton = button(t("menu"), () => this.menu(this.list.hidden), { "aria-expanded": "false", "aria-controls": "menu" });
    this.list = make("ul", { id: "menu", class: "menu", hidden: true });
    this.root = make("section", {
      class: "panel",
      dir,
      role: this.launched ? "dialog" : null,
      "aria-labelledby": "title",
      hidden: this.launched,
      keydown: (event) => event.key === "Escape" && this.escape(event),
    });
    const close = this.launched && button("×", () => this.close(), { class: "close", "aria-label": t("close") });
    const danger = make("p", { class: "danger" }, `${t("danger")} `, make("a", { href: "tel:999" }, t("danger_call")));
    const head = make("header", null, this.title, this.menuButton, close);
    this.root.append(head, this.list, danger, this.talk.root, this.sheet);
    this.badge = make("span", { class: "badge", hidden: true });
    this.launchText = make("span", null, t("launcher"));
    this.launcher = button([this.launchText, this.badge], () => this.open(), { class: "launcher", dir, "aria-haspopup": "dialog" });
    host.shadowRoot.append(...(this.launched ? [this.launcher] : []), this.root, this.voice);
    this.small = matchMedia(SMALL);
    this.small.addEventListener("change", () => this.cover());
  }

  /** Takes the council's look and its service. */
  dress(facts) {
    this.facts = facts;
    const { accent, on_accent, title } = facts.look;
    this.host.style.setProperty("--accent", accent);
    this.host.style.setProperty("--on-accent", on_accent);
    this.title.textContent = title;
    this.greeting?.replaceChildren(facts.look.greeting);
  }

  /** The newest facts of a council: whether an adviser is on duty changes from minute to minute. */
  async look(council) {
    return this.askFacts(council ?? this.chat.council).catch(() => null);
  }

  // ---- the one voice: it says only what is new, and forgets it again

  announce(text) {
    const line = make("p", null, text);
    this.voice.append(line);
    setTimeout(() => line.remove(), 10000);
  }

  news(text) {
    if (!this.root.hidden) return this.announce(text);
    this.chat.save({ unread: this.chat.unread + 1 });
    this.count();
    this.announce(this.badge.textContent);
  }

  count() {
    const n = this.chat.unread;
    this.badge.hidden = !n;
    this.badge.replaceChildren(make("span", { "aria-hidden": "true" }, n), hidden(this.t("unread", { n })));
    this.launchText.textContent = this.t(this.chat.id ? "launcher_back" : "launcher");
  }

  // ---- open and closed

  open() {
    this.show();
    this.chat.save({ open: true, unread: 0 });
    this.chat.begin();
    this.talk.box.focus();
  }

  /** Shows the panel and leaves the focus where it is. */
  show() {
    this.root.hidden = false;
    this.launcher.hidden = true;
    this.cover();
    const { scroller } = this.talk;
    scroller.scrollTop = scroller.scrollHeight;
  }

  close() {
    this.root.hidden = true;
    this.launcher.hidden = false;
    this.chat.save({ open: false });
    this.count();
    this.cover();
    this.launcher.focus();
  }

  /** On a small screen the open panel is all there is: what it hides cannot have the focus. */
  cover() {
    const whole = this.launched && !this.root.hidden && this.small.matches;
    for (const other of this.covered ?? []) other.inert = false;
    this.covered = [];
    for (let node = this.host; whole && node.parentElement; node = node.parentElement)
      for (const other of node.parentElement.children)
        if (other !== node && !other.inert && other.localName !== "head") {
          other.inert = true;
          this.covered.push(other);
        }
    this.fit();
  }

  /** On a phone, the keyboard takes its part of the screen away. */
  fit() {
    const { height, offsetTop, scale } = window.visualViewport ?? {};
    if (scale !== 1) return;
    this.root.style.setProperty("--height", `${height}px`);
    this.root.style.setProperty("--top", `${offsetTop}px`);
  }

  /** What gets the focus on the page must not lie hidden under the panel: then the panel moves to the other side. */
  makeWay(focused) {
    if (!this.launched || this.root.hidden || this.small.matches || focused === this.host) return;
    const a = focused.getBoundingClientRect();
    const b = this.root.getBoundingClientRect();
    if (a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom) this.root.classList.toggle("aside");
  }

  escape(event) {
    event.stopPropagation();
    if (!this.sheet.hidden) this.closeSheet();
    else if (!this.list.hidden) {
      this.menu(false);
      this.menuButton.focus();
    } else if (this.launched) this.close();
  }

  // ---- menu

  menu(open) {
    const { t, chat } = this;
    const item = (key, act, off) => {
      const press = () => {
        this.menu(false);
        this.menuButton.focus();
        act();
      };
      return !off && make("li", null, button(t(key), press));
    };
    this.list.hidden = !open;
    this.menuButton.setAttribute("aria-expanded", open);
    if (!open) return;
    this.list.replaceChildren(
      ...[
        item("person", () => this.person()),
        item("callback", () => this.callBack()),
        item("save", () => this.keep(), !chat.id),
        make("li", { class: "row" }, button(t("smaller"), () => this.resize(-1)), button(t("larger"), () => this.resize(1))),
        item("new_chat", () => this.confirm("new"), !chat.id),
        item("delete_chat", () => this.confirm("delete"), !chat.id),
      ].filter(Boolean),
    );
  }

  resize(step) {
    const at = SIZES.indexOf(this.chat.size ?? 1) + step;
    this.size(SIZES[Math.min(SIZES.length - 1, Math.max(0, at))]);
    this.chat.save({});
  }

  size(size) {
    this.chat.size = size;
    this.host.style.setProperty("--size", size);
  }

  person() {
    this.talk.choose({ id: "person", title: this.t("person") });
  }

  // ---- a view in the place of the chat, for as long as it is needed

  openSheet(title, ...content) {
    const heading = make("h3", { tabindex: -1 }, title);
    this.back = this.host.shadowRoot.activeElement;
    this.sheet.replaceChildren(heading, ...content, button(this.t("back"), () => this.closeSheet(), { class: "back" }));
    this.sheet.hidden = false;
    this.talk.root.hidden = true;
    this.sheet.scrollTop = 0;
    heading.focus();
  }

  closeSheet() {
    this.sheet.hidden = true;
    this.talk.root.hidden = false;
    // Where the parent was before; the box, where that is no longer there.
    if (this.back?.getClientRects().length) this.back.focus();
    else this.talk.box.focus();
  }

  confirm(what) {
    const { t } = this;
    const yes = () => this.sure(what);
    const no = button(t("keep"), () => this.closeSheet());
    this.openSheet(t(`${what}_title`), make("p", null, t(`${what}_text`)), button(t(`${what}_yes`), yes, { class: "main" }), no);
  }

  async sure(what) {
    try {
      if (what === "delete") await this.chat.erase();
      if (what === "end") await this.chat.leave();
    } catch {
      return this.announce(this.t("away"));
    }
    this.closeSheet();
    if (what === "new") this.anew();
    if (what === "delete") {
      this.talk.note(this.t("deleted"));
      this.announce(this.t("deleted"));
    }
    this.talk.box.focus();
  }

  anew() {
    this.chat.forget();
    this.chat.save({ open: true });
    this.chat.begin();
    this.talk.box.focus();
  }

  // ---- a person

  async live() {
    try {
      if (!(await this.chat.wait())) this.talk.wrong(this.t("nobody"));
      else this.talk.box.focus();
    } catch (error) {
      this.talk.wrong(error.status ? error.message : this.t("away"));
    }
  }

  leave() {
    this.chat.leave().catch(() => this.announce(this.t("away")));
    this.talk.box.focus();
  }

  async callBack() {
    const { t } = this;
    let offer;
    try {
      offer = await this.chat.offer();
    } catch {
      return this.talk.wrong(t("away"));
    }
    if (!offer.offered) return this.openSheet(t("callback"), make("div", { lang: "en" }, markdown(offer.message, null, t("new_tab"))));
    const intro = make("p", null, t("callback_intro", { service: offer.service }));
    // What was typed stays, should the parent look at the chat in between.
    this.form ??= callbackForm(offer, t, {
      send: (details) => this.chat.callBack(details),
      done: (answer) => this.calledBack(answer),
      say: (text) => this.announce(text),
    });
    this.openSheet(t("callback"), intro, this.form);
  }

  calledBack({ reference, message }) {
    const note = this.t("reference_note", { reference });
    this.form = null;
    this.chat.save({ notes: [...this.chat.notes, note] });
    this.talk.note(note);
    this.openSheet(this.t("callback_done"), make("div", { lang: "en" }, markdown(message, null, this.t("new_tab"))));
    this.back = null;
  }

  feedback({ id }, helpful, reason) {
    if (helpful) this.announce(this.t("thanks"));
    this.chat.feedback(id, helpful, reason).catch(() => {}); // a refusal is nothing that a parent could put right
  }

  // ---- to keep

  keep() {
    const { t } = this;
    const saving = ["pdf", "html", "txt"].map((kind) => button(t(`save_${kind}`), () => this.download(kind)));
    this.openSheet(t("save"), make("p", null, t("save_note")), ...saving, button(t("print"), () => this.print()));
  }

  async download(kind) {
    try {
      const blob = await this.chat.transcript(kind === "txt" ? "text" : kind);
      const link = make("a", { href: URL.createObjectURL(blob), download: `askline-chat.${kind}` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      this.announce(this.t("saved"));
    } catch {
      this.announce(this.t("save_failed"));
    }
  }

  /** Prints the chat with all its sources, and nothing else of the page. */
  print() {
    this.closeSheet();
    for (const details of this.root.querySelectorAll("details")) details.open = true;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(PRINTED);
    document.adoptedStyleSheets.push(sheet);
    this.host.setAttribute("printing", "");
    window.print();
    this.host.removeAttribute("printing");
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  }

  // ---- what the chat tells

  /** Before there is a chat: who is here, and a way to begin. Nothing is sent or kept until the parent begins. */
  welcome() {
    this.form = null;
    this.greeting = make("p", null, this.facts?.look.greeting ?? "");
    // Where the panel is open from the beginning, opening it was nobody's wish.
    const start = button(this.t("start"), () => (this.chat.begin(), this.talk.box.focus()), { class: "main" });
    this.talk.offers.replaceChildren(this.greeting, ...(this.launched ? [] : [start]));
    this.count();
  }
}
