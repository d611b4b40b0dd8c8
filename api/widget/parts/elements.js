// Makes elements. Everything that the widget shows is made here, as nodes: data never becomes markup.

/** An element with attributes (functions listen to the event of that name) and children (nodes or text). */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

/** A button that does something here; never one that sends a form by accident. */
export const button = (label, press, attributes) => make("button", { type: "button", click: press, ...attributes }, label);

/** Text for screen readers only. */
export const hidden = (text) => make("span", { class: "hidden" }, text);

/** A button that does nothing for now stays in reach of the keyboard: `aria-disabled`, not `disabled`. */
export const off = (element, yes) => element.setAttribute("aria-disabled", Boolean(yes));

/** Whether a button does nothing for now. */
export const isOff = (element) => element.getAttribute("aria-disabled") === "true";

/** Says the words of a catalogue, filled in; where `n` is given, in the form that this number takes. */
export function speaker(catalogue) {
  const forms = new Intl.PluralRules(catalogue.lang);
  return (key, values = {}) => {
    const text = ("n" in values && catalogue[`${key}_${forms.select(values.n)}`]) || catalogue[key];
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  };
}
