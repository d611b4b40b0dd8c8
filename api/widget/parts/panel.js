// The panel around the chat: how it opens and closes, its menu, its forms, and the one voice for screen readers.
import { callbackForm } from "./callback_view.js";
import { button, make, tell } from "./elements.js";
import { texts } from "./markdown.js";
import { Talk } from "./talk.js";

const SMALL = "(max-width: 56em), (max-height: 30em)";
const PRINTED = "@media print { body *:not(:has(askline-chat), askline-chat) { display: none !important } }";

/** The panel of an element. `askFacts(council)` gives what the API knows of a council. */
export class Panel {
  constructor(host, chat, t, limit, dir, askFacts) {
    Object.assign(this, { host, chat, t, askFacts, launched: !host.getAttribute("mode"), covered: [] });
    const { launched } = this;
    this.talk = new Talk(t, limit, this);
    this.voice = make("div", { class: "hidden", "aria-live": "polite" });
    this.title = make("h2", { id: "title" }, "Askline");
    this.problem = make("p", { class: "error", hidden: true });
    this.sheet = make("div", { class: "sheet", hidden: true });
    this.menuButton = button(t("menu"), () => this.menu(this.list.hidden), { "aria-expanded": "false" });
    this.list = make("ul", { class: "menu", hidden: true });
    this.root = make(
      "section",
      {
        class: "panel",
        dir,
        role: launched && "dialog",
        "aria-labelledby": "title",
        hidden: launched,
        keydown: (event) => event.key === "Escape" && this.escape(),
      },
      make("header", null, this.title, this.menuButton, launched && button("✕", () => this.close(), { "aria-label": t("close") })),
      this.list,
      make("p", { class: "danger" }, t("danger"), " ", make("a", { href: "tel:999" }, t("danger_call"))),
      this.problem,
      this.talk.root,
      this.sheet,
    );
    this.label = make("span");
    this.badge = make("span", { class: "badge", hidden: true });
    this.launcher = button([this.label, this.badge], () => this.open(), { class: "launcher", dir, hidden: !launched });
    // Where it floats over a page it is a landmark of its own.
    this.frame = make(launched ? "aside" : "div", { class: "frame", "aria-label": launched && "Askline" }, this.launcher, this.root, this.voice);
    host.shadowRoot.append(this.frame);
    this.small = matchMedia(SMALL);
    this.small.addEventListener("change", () => this.cover());
    this.welcome();
  }

  /** Takes the council's look and its service. */
  dress(facts) {
    this.facts = facts;
    const { accent, on_accent, title, greeting } = facts.look;
    this.host.style.setProperty("--accent", accent);
    this.host.style.setProperty("--on-accent", on_accent);
    this.title.textContent = title;
    this.greeting.textContent = greeting;
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
    tell(this.badge, n ? this.t("unread", { n }) : "");
    this.label.textContent = this.t(this.chat.id ? "launcher_back" : "launcher");
  }

  // ---- open and closed

  open() {
    this.chat.save({ open: true, unread: 0 });
    this.show();
    this.begin();
  }

  begin() {
    this.talk.focus();
    return this.attempt(() => this.chat.begin());
  }

  /** Shows the panel and leaves the focus where it is. */
  show() {
    this.root.hidden = false;
    this.launcher.hidden = true;
    this.cover();
    this.talk.toEnd();
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
    for (const other of this.covered) other.inert = false;
    this.covered = [];
    for (let node = this.host; whole && node.parentElement; node = node.parentElement)
      for (const other of node.parentElement.children) if (other !== node && !other.inert) this.covered.push(other);
    for (const other of this.covered) other.inert = true;
    this.fit();
  }

  /** On a phone, the keyboard takes its part of the screen away. */
  fit() {
    const { height, offsetTop, scale } = visualViewport;
    if (scale !== 1) return;
    this.root.style.setProperty("--height", `${height}px`);
    this.root.style.setProperty("--top", `${offsetTop}px`);
  }

  /** What gets the focus on the page must not lie hidden under panel or launcher: then that moves to the other side. */
  makeWay(focused) {
    const { x, y, width, height } = focused.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    if (focused !== this.host && top === this.host) this.frame.classList.toggle("aside");
  }

  escape() {
    if (!this.sheet.hidden) this.closeSheet();
    else if (!this.list.hidden) this.menu(false);
    else if (this.launched) this.close();
  }

  // ---- menu

  menu(open) {
    const { t, chat } = this;
    const item = (key, act) => {
      const press = () => {
        this.menu(false);
        act();
      };
      return make("li", null, button(t(key), press));
    };
    this.list.hidden = !open;
    this.menuButton.ariaExpanded = open;
    this.menuButton.focus();
    const begun = [
      item("save", () => this.keep()),
      item("new_chat", () => this.confirm("new")),
      item("delete_chat", () => this.confirm("delete")),
    ];
    this.list.replaceChildren(
      item("person", () => this.talk.choose({ id: "person", title: t("person") })),
      item("callback", () => this.callBack()),
      make("li", { class: "row" }, button(t("smaller"), () => this.resize(-0.25)), button(t("larger"), () => this.resize(0.25))),
      ...(chat.id ? begun : []),
    );
  }

  resize(by) {
    this.chat.save({ size: Math.min(2, Math.max(1, this.chat.size + by)) });
    this.host.style.setProperty("--size", this.chat.size);
  }

  // ---- a view in the place of the chat, for as long as it is needed

  openSheet(title, ...content) {
    const heading = make("h3", { tabindex: -1 }, title);
    this.back = this.host.shadowRoot.activeElement;
    this.sheet.replaceChildren(heading, ...content, button(this.t("back"), () => this.closeSheet()));
    this.swap(true);
    heading.focus();
  }

  closeSheet() {
    this.swap(false);
    // Where the parent was before; the box, where that is no longer there.
    (this.back?.getClientRects().length ? this.back : this.talk).focus();
  }

  swap(sheet) {
    tell(this.problem);
    this.sheet.hidden = !sheet;
    this.talk.root.hidden = sheet;
  }

  confirm(what) {
    const { t } = this;
    const yes = button(t(`${what}_yes`), () => this.sure(what), { class: "main" });
    this.openSheet(t(`${what}_title`), make("p", null, t(`${what}_text`)), yes);
  }

  sure(what) {
    const { t, chat, talk } = this;
    return this.attempt(async () => {
      if (what === "delete") await chat.erase();
      if (what === "end") await chat.person("DELETE");
      this.closeSheet();
      if (what === "new") this.anew();
      if (what === "delete") talk.tell(t("deleted"));
      talk.focus();
    });
  }

  anew() {
    this.chat.forget();
    this.begin();
  }

  /** Does what needs the API now; where it cannot be, the parent is told. */
  async attempt(action) {
    tell(this.problem);
    try {
      await action();
    } catch (error) {
      tell(this.problem, error.message || this.t("away"));
      this.announce(this.problem.textContent);
    }
  }

  /** Into the queue (POST), or out of it (DELETE). */
  person(method) {
    this.talk.focus();
    return this.attempt(() => this.chat.person(method));
  }

  callBack() {
    const { t, chat } = this;
    return this.attempt(async () => {
      const offer = await chat.offer();
      if (!offer.offered) return this.openSheet(t("callback"), texts(offer.message, t("new_tab")));
      const send = (details) => chat.api("/callback", "POST", details);
      // What was typed stays, should the parent look at the chat in between.
      this.form ??= callbackForm(offer, t, send, (answer) => this.calledBack(answer), (text) => this.announce(text));
      this.openSheet(t("callback"), make("p", null, t("callback_intro", offer)), this.form);
    });
  }

  calledBack({ reference, message }) {
    const note = this.t("reference_note", { reference });
    this.form = null;
    this.chat.save({ notes: [...this.chat.notes, note] });
    this.talk.note(note);
    this.openSheet(this.t("callback_done"), texts(message, this.t("new_tab")));
  }

  feedback({ id }, helpful, reason) {
    if (helpful) this.announce(this.t("thanks"));
    // A refusal is nothing that a parent could put right.
    this.chat.surely(() => this.chat.api("/feedback", "POST", { message_id: id, helpful, reason })).catch(() => {});
  }

  keep() {
    const { t } = this;
    const saving = ["pdf", "html", "txt"].map((kind) => button(t(`save_${kind}`), () => this.download(kind)));
    this.openSheet(t("save"), make("p", null, t("save_note")), ...saving, button(t("print"), () => this.print()));
  }

  download(kind) {
    return this.attempt(async () => {
      const href = URL.createObjectURL(await this.chat.transcript(kind === "txt" ? "text" : kind));
      make("a", { href, download: `askline-chat.${kind}` }).click();
      this.announce(this.t("saved"));
    });
  }

  /** Prints the chat with all its sources, and nothing else of the page. */
  print() {
    this.closeSheet();
    for (const details of this.root.querySelectorAll("details")) details.open = true;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(PRINTED);
    document.adoptedStyleSheets.push(sheet);
    this.host.toggleAttribute("printing");
    window.print();
    this.host.toggleAttribute("printing");
    document.adoptedStyleSheets.pop();
  }

  /** Before there is a chat: who is here, and a way to begin. Nothing is sent or kept until the parent begins. */
  welcome() {
    this.form = null;
    this.greeting = make("p", null, this.facts?.look.greeting);
    // Where the panel is open from the beginning, opening it was nobody's wish.
    const start = !this.launched && button(this.t("start"), () => this.begin(), { class: "main" });
    this.talk.offers.replaceChildren(...[this.greeting, start].filter(Boolean));
    this.count();
  }
}
