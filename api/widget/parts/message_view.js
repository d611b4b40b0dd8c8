// One message as a list item: who said it, its words, notices, citations as footnotes, and whether it helped.
import { button, make } from "./elements.js";
import { link, plain, texts } from "./markdown.js";

/** The item of a message. `send(message, helpful, reason)` is called when the parent says whether it helped. */
export function messageItem(message, t, send) {
  const { from, text, topic, notices = [], citations = [] } = message;
  const quiet = from === "parent" || from === "assistant"; // their side and colour show who it is
  const written = from === "parent" || from === "adviser";
  return make(
    "li",
    { class: `message ${from} ${topic}` },
    make("h3", { class: quiet ? "hidden" : "who" }, t(`${from}_said`)),
    written ? make("div", { class: "text", dir: "auto" }, plain(text, t("new_tab"))) : texts(text, t("new_tab"), markers(message, t)),
    notices
      .filter(({ kind }) => kind !== "crisis") // the crisis card itself says it, larger
      .map((notice) => make("p", { class: "notice", lang: "en" }, make("strong", null, t("please_note")), ` ${notice.text}`)),
    citations.length && sources(citations, t),
    from === "assistant" && topic && topic !== "crisis" && feedback(message, t, send),
  );
}

/** What a message says, for the live region: its words and notices without the markers of its citations. */
export function spoken(item) {
  const copy = item.cloneNode(true);
  for (const silent of copy.querySelectorAll(".marker, .sources, .feedback")) silent.remove();
  return Array.from(copy.querySelectorAll("h3, p, li"), (part) => part.textContent).join(" ");
}

function markers({ citations }, t) {
  return (number) => {
    const cited = citations.find(({ marker }) => marker == number);
    if (!cited) return null;
    const note = make("div", { class: "foot", lang: "en" }, cite(cited, t));
    const press = () => {
      const opens = !note.isConnected;
      mark.ariaExpanded = opens;
      if (opens) mark.closest("p, li").append(note);
      else note.remove();
    };
    const mark = button(number, press, { class: "marker", "aria-label": t("source", { n: number }), "aria-expanded": "false" });
    return mark;
  };
}

function sources(citations, t) {
  const items = citations.map((cited) => make("li", { value: cited.marker }, cite(cited, t)));
  const summary = make("summary", null, `${t("sources")} (${items.length})`);
  return make("details", { class: "sources" }, summary, make("ol", { lang: "en" }, items));
}

function cite({ title, url, paragraph, section, publisher, dated, kind, quote }, t) {
  const place = [paragraph, section].filter(Boolean).join(": ");
  return [
    ...link([title], url, t("new_tab")),
    place && `, ${place}`,
    make("span", { class: "dated" }, [publisher, dated || (kind === "leaflet" && t("no_date"))].filter(Boolean).join(", ")),
    quote && make("details", null, make("summary", null, t("quote")), make("blockquote", null, quote)),
  ];
}

function feedback(message, t, send) {
  const reason = make("textarea", { "aria-label": t("reason") });
  const why = make("form", { hidden: true }, make("p", null, t("reason")), reason, make("button", null, t("reason_send")));
  why.addEventListener("submit", (event) => {
    event.preventDefault();
    send(message, false, reason.value);
    const thanks = make("p", { tabindex: -1 }, t("thanks"));
    why.replaceWith(thanks);
    thanks.focus(); // the button that was pressed is gone
  });
  const answers = ["yes", "no"].map((key) => {
    const press = () => {
      for (const each of answers) each.ariaPressed = each === answer;
      why.hidden = key === "yes";
      send(message, key === "yes");
    };
    const answer = button(t(key), press, { "aria-pressed": "false" });
    return answer;
  });
  return make("div", { class: "feedback", role: "group", "aria-label": t("helpful") }, t("helpful"), answers, why);
}
