// The element <askline-chat>, and the one-line embed: a script with data-council makes the element itself.
import { Chat } from "./chat.js";
import { json } from "./connection.js";
import { make, speaker } from "./elements.js";
import { Panel } from "./panel.js";
import { CSS, SERVED } from "./served.js"; // put in as the script is served

const SCRIPT = import.meta.url;
const BASE = new URL(".", SCRIPT).href.slice(0, -1);
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(CSS);

/** Attributes: council, mode (inline or page; without it there is a launcher), lang, dir. */
class AsklineChat extends HTMLElement {
  async connectedCallback() {
    if (this.panel) return this.chat.id && this.chat.restore(); // it was moved within the page
    const lang = SERVED.languages.includes(this.lang) ? this.lang : "en";
    const council = this.getAttribute("council");
    const askFacts = async (slug) => slug && json(`${BASE}/v1/councils/${encodeURIComponent(slug)}`);
    const words = await json(`${BASE}/widget/words/${lang}.json`).catch(() => null);
    // Without words nothing is shown: a link that the page put inside the element stays.
    if (!words || this.shadowRoot) return;
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [SHEET];
    const chat = (this.chat = new Chat(BASE, council));
    const panel = (this.panel = new Panel(this, chat, speaker(words), SERVED.limit, this.dir || words.dir, askFacts));
    chat.shown = panel.talk;
    panel.root.lang = panel.launcher.lang = panel.voice.lang = words.lang;
    askFacts(council).then((facts) => facts && panel.dress(facts), () => {});
    if (chat.recall()) this.goOn(chat, panel);
    document.addEventListener("focusin", (event) => panel.makeWay(event.target));
    visualViewport.addEventListener("resize", () => panel.fit());
  }

  /** The chat of an earlier page: the panel is open again if it was, but not over a whole small screen. */
  goOn(chat, panel) {
    panel.resize(0);
    panel.talk.offers.replaceChildren();
    panel.talk.box.value = chat.draft;
    panel.count();
    if (panel.launched && chat.open && !panel.small.matches) panel.show();
    chat.restore().then(() => {
      chat.notes.forEach((note) => panel.talk.note(note));
      panel.talk.toEnd();
    });
  }

  disconnectedCallback() {
    this.chat?.rest();
    for (const other of this.panel?.covered ?? []) other.inert = false;
  }
}

if (!customElements.get("askline-chat")) {
  customElements.define("askline-chat", AsklineChat);
  const embed = [...document.querySelectorAll("script[data-council], script[data-mode]")].find(({ src }) => src === SCRIPT);
  if (embed) {
    const element = make("askline-chat", { ...embed.dataset });
    if (embed.dataset.mode) embed.after(element);
    else document.body.append(element);
  }
}
