// The element <askline-chat>, and the one-line embed: a script with data-council makes the element itself.
import { Chat } from "./chat.js";
import { json } from "./connection.js";
import { speaker } from "./elements.js";
import { Panel } from "./panel.js";
import { CSS, SERVED, WORDS } from "./served.js"; // put in as the script is served

const SCRIPT = new URL(import.meta.url);
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(CSS);

async function catalogue(base, lang) {
  if (!SERVED.languages.includes(lang)) return WORDS;
  return { ...WORDS, ...(await json(`${base}/widget/words/${lang}.json`).catch(() => null)) };
}

/** Attributes: council, mode (launcher, inline, page), lang, dir, theme (light). */
class AsklineChat extends HTMLElement {
  async connectedCallback() {
    if (this.panel) return this.watch(), this.chat.id && this.chat.restore(); // it was moved within the page
    if (this.shadowRoot) return;
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [SHEET];
    const base = new URL(".", SCRIPT).href.slice(0, -1);
    const council = this.getAttribute("council");
    const words = await catalogue(base, this.lang);
    const facts = async (slug, cache) => slug && json(`${base}/v1/councils/${encodeURIComponent(slug)}`, { cache });
    const mode = ["inline", "page"].find((other) => other === this.getAttribute("mode")) ?? "launcher";
    this.chat = new Chat(base, council);
    this.panel = new Panel(this, this.chat, speaker(words), { limit: SERVED.limit, mode, dir: this.dir || words.dir, facts });
    this.chat.shown = this.panel.talk;
    this.panel.root.lang = this.panel.launcher.lang = this.panel.voice.lang = words.lang;
    this.panel.welcome();
    facts(council, "default").then((found) => found && this.panel.dress(found), () => {});
    if (this.chat.recall()) this.goOn();
    this.watch();
  }

  /** The chat of an earlier page: the panel is open again if it was, but not over a whole small screen. */
  goOn() {
    const { chat, panel } = this;
    if (chat.size) panel.size(chat.size);
    panel.talk.offers.replaceChildren();
    panel.talk.box.value = chat.draft;
    for (const note of chat.notes) panel.talk.note(note, true);
    panel.count();
    if (panel.launched && chat.open && !panel.small.matches) panel.show();
    chat.restore().then(() => panel.root.hidden || panel.show());
  }

  watch() {
    this.watching = new AbortController();
    const { signal } = this.watching;
    document.addEventListener("focusin", (event) => this.panel.makeWay(event.target), { signal });
    for (const kind of ["resize", "scroll"]) window.visualViewport?.addEventListener(kind, () => this.panel.fit(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.chat.id && this.chat.restore(), { signal });
    addEventListener("pagehide", () => this.chat.rest(), { signal });
  }

  disconnectedCallback() {
    this.watching?.abort();
    this.chat?.rest();
    for (const other of this.panel?.covered ?? []) other.inert = false;
  }
}

customElements.get("askline-chat") ?? customElements.define("askline-chat", AsklineChat);

const embed = [...document.querySelectorAll("script[data-council], script[data-mode]")].find(({ src }) => src === SCRIPT.href);
if (embed) {
  const element = document.createElement("askline-chat");
  for (const [name, value] of Object.entries(embed.dataset)) element.setAttribute(name, value);
  if ((embed.dataset.mode ?? "launcher") === "launcher") document.body.append(element);
  else embed.after(element);
}
