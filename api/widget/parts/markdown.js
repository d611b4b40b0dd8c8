// Shows the small Markdown of a message: paragraphs, lists, bold, links, and markers of citations. Anything else is text.
import { hidden, make } from "./elements.js";

const ITEM = /^\s*(?:[-*]|(\d+)[.)])\s+(.*)$/;
const INLINE = /\*\*(.+?)\*\*|\[([^\][]+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)| ?\[(\d{1,2})\]|\\([!-/:-@[-`{-~])/gs;
const FOLLOWED = ["http:", "https:", "tel:", "mailto:", "sms:"];

/** The nodes of a text. `marker(number)` gives the node for a citation's marker, or nothing: then it stays text. */
export function markdown(text, marker, newTab) {
  const nodes = [];
  let list, lines;
  for (const line of text.split("\n")) {
    const item = ITEM.exec(line);
    if (item) {
      const tag = item[1] ? "ol" : "ul";
      if (list?.localName !== tag) nodes.push((list = make(tag, { start: item[1] })));
      list.append(make("li", null, inline(item[2], marker, newTab)));
      lines = undefined;
    } else if (line.trim()) {
      if (lines) lines.append(make("br"), ...inline(line, marker, newTab));
      else nodes.push((lines = make("p", null, inline(line, marker, newTab))));
      list = undefined;
    } else lines = undefined;
  }
  return nodes;
}

function inline(text, marker, newTab) {
  const nodes = [];
  let from = 0;
  for (const [whole, bold, label, address, number, escaped] of text.matchAll(INLINE)) {
    const at = text.indexOf(whole, from);
    nodes.push(text.slice(from, at));
    from = at + whole.length;
    if (bold) nodes.push(make("strong", null, inline(bold, marker, newTab)));
    else if (label) nodes.push(...link(inline(label, marker, newTab), address, newTab));
    else nodes.push(number ? (marker?.(Number(number)) ?? whole) : escaped);
  }
  return [...nodes, text.slice(from)].filter((node) => node !== "");
}

/** A label that leads to an address, where the address is of a kind that a parent may follow; else the label alone. */
export function link(label, address, newTab) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return label;
  }
  if (!FOLLOWED.includes(url.protocol)) return label;
  const away = url.protocol.startsWith("http");
  const attributes = away ? { href: url.href, target: "_blank", rel: "noopener noreferrer" } : { href: url.href };
  return [make("a", attributes, label, away && hidden(` (${newTab})`))];
}

/** What somebody wrote, as plain text with its line breaks. */
export const plain = (text) =>
  text.split(/\n{2,}/).map((part) => make("p", null, part.split("\n").flatMap((line, n) => (n ? [make("br"), line] : [line]))));
