// Shows the small Markdown of a message: paragraphs, lists, bold, links, and markers of citations. Anything else is text.
import { make } from "./elements.js";

const INLINE = /\*\*(.+?)\*\*|\[([^\][]+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)| ?\[(\d{1,2})\]/gs;

/** The nodes of a text. `marker(number)` gives the node for a citation's marker, or nothing: then it stays text. */
function markdown(text, newTab, marker) {
  const nodes = [];
  let last; // what the next line may be added to: a paragraph or a list
  for (const line of text.split("\n")) {
    const item = /^\s*[-*] +(.*)/.exec(line);
    const parts = inline(item?.[1] ?? line, newTab, marker);
    const tag = item ? "ul" : line.trim() && "p";
    if (tag && last?.localName === tag) last.append(...(item ? [make("li", null, parts)] : [make("br"), ...parts]));
    else if (tag) nodes.push((last = make(tag, null, item ? make("li", null, parts) : parts)));
    else if (last?.localName === "p") last = null;
  }
  return nodes;
}

function inline(text, newTab, marker) {
  const nodes = [];
  let from = 0;
  for (const { 0: whole, 1: bold, 2: label, 3: address, 4: number, index } of text.matchAll(INLINE)) {
    nodes.push(text.slice(from, index));
    from = index + whole.length;
    if (bold) nodes.push(make("strong", null, inline(bold, newTab, marker)));
    else if (label) nodes.push(...link(inline(label, newTab, marker), address, newTab));
    else nodes.push(marker?.(number) ?? whole);
  }
  return [...nodes, text.slice(from)];
}

/** A label that leads to an address, where the address is of a kind that a parent may follow; else the label alone. */
export function link(label, address, newTab) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return label;
  }
  if (!/^(https?|tel|mailto|sms):$/.test(url.protocol)) return label;
  const web = url.protocol.startsWith("http");
  const attributes = { href: url.href, target: web && "_blank", rel: web && "noreferrer" };
  return [make("a", attributes, label, web && make("span", { class: "hidden" }, ` (${newTab})`))];
}

/** Our own words, as they come from the API: English, whatever the words around them. */
export const texts = (text, newTab, marker) => make("div", { class: "text", lang: "en" }, markdown(text, newTab, marker));

/** What somebody wrote, as plain text with its line breaks; web addresses lead there. */
export const plain = (text, newTab) =>
  text.split("\n").map((line) => make("p", null, ...line.split(/(https?:\/\/[^\s<>")]*[\w/])/).map((part, n) => (n % 2 ? link([part], part, newTab) : part))));
