// One message as a list item: who said it, its words, notices, citations as footnotes, and whether it helped.
import { button, hidden, make } from "./elements.js";
import { link, markdown, plain } from "./markdown.js";

const WHO = { parent: "you_said", assistant: "askline_said", adviser: "adviser_said", system: "notice_said" };

/** The item of a message. `sendFeedback(message, helpful, reason)` is called when the parent says whether it helped. */
export function messageItem(message, t, sendFeedback) {
  const { from, topic, notices = [], citations = [] } = message;
  const written = from === "parent" || from === "adviser";
  const text = make("div", { class: "text", dir: "auto", lang: from === "parent" ? null : "en" });
  text.append(...(written ? plain(message.text) : markdown(message.text, markers(message, t), t("new_tab"))));
  return make(
    "li",
    { class: `message ${from} ${topic === "crisis" ? "crisis" : ""}`, "data-at": message.position },
    make("h3", { class: from === "adviser" || from === "system" ? "who" : "hidden" }, t(WHO[from])),
    text,
    notices
      .filter(({ kind }) => kind !== "crisis") // the crisis card itself says it, larger
      .map((notice) => make("p", { class: "notice", lang: "en" }, make("strong", null, t("please_note")), ` ${notice.text}`)),
    citations.length && sourcesOf(citations, t),
    from === "assistant" && topic && topic !== "crisis" && feedback(message, t, sendFeedback),
  );
}

/** What a message says, for the live region: its words and notices without the markers of its citations. */
export function spoken(item) {
  const parts = [...item.querySelectorAll("h3, .text p, .text li, .notice")].map((part) => {
    const copy = part.cloneNode(true);
    for (const marker of copy.querySelectorAll(".marker, .foot, a .hidden")) marker.remove();
    return copy.textContent;
  });
  return parts.join(" ");
}

function markers({ citations = [], id }, t) {
  let count = 0;
  return (number) => {
    const cited = citations.find(({ marker }) => marker === number);
    if (!cited) return null;
    const note = make("div", { class: "foot", id: `${id}-${count++}`, lang: "en" }, cite(cited, t));
    const press = () => {
      const open = mark.getAttribute("aria-expanded") === "false";
      mark.setAttribute("aria-expanded", open);
      const block = mark.closest("p, li");
      if (!open) note.remove();
      else if (block.localName === "li") block.append(note);
      else block.after(note);
    };
    const mark = button(String(number), press, {
      class: "marker",
      "aria-label": t("source", { n: number }),
      "aria-expanded": "false",
      "aria-controls": note.id,
    });
    return mark;
  };
}

function sourcesOf(citations, t) {
  const items = citations.map((cited) => make("li", { value: cited.marker }, cite(cited, t)));
  return make(
    "details",
    { class: "sources" },
    make("summary", null, `${t("sources")} (${citations.length})`),
    make("ol", { lang: "en" }, items),
  );
}

function cite({ title, url, paragraph, section, publisher, dated, kind, quote }, t) {
  const place = [paragraph, section].filter(Boolean).join(": ");
  return [
    ...(url ? link([title], url, t("new_tab")) : [make("cite", null, title)]),
    place && `, ${place}`,
    make("span", { class: "dated" }, [publisher, dated || (kind === "leaflet" && t("no_date"))].filter(Boolean).join(", ")),
    quote && make("details", null, make("summary", null, t("quote")), make("blockquote", null, quote)),
  ];
}

function feedback(message, t, send) {
  const group = make("div", { class: "feedback", role: "group", "aria-label": t("helpful") });
  const box = make("textarea", { rows: 2, id: `${message.id}-why`, maxlength: 1000 });
  const sendReason = (event) => {
    event.preventDefault();
    send(message, false, box.value.trim());
    const thanks = make("p", { tabindex: -1 }, t("thanks"));
    why.replaceWith(thanks);
    thanks.focus(); // the button that was pressed is gone
  };
  const why = make("form", { hidden: true, submit: sendReason });
  why.append(make("label", { for: box.id }, t("reason")), box, make("button", null, t("reason_send")));
  const answers = ["yes", "no"].map((key) => {
    const press = () => {
      for (const other of answers) other.setAttribute("aria-pressed", other === answer);
      why.hidden = key === "yes";
      send(message, key === "yes");
    };
    const answer = button(t(key), press, { "aria-label": t("helpful_label", { answer: t(key) }), "aria-pressed": "false" });
    return answer;
  });
  group.append(make("span", { "aria-hidden": "true" }, t("helpful")), ...answers, why);
  return group;
}
