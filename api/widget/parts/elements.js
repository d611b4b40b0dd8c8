// Makes elements. Everything that the widget shows is made here, as nodes: data never becomes markup.

/** An element with attributes (functions listen to the event of that name) and children (nodes or text). */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const name in attributes) {
    const value = attributes[name];
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value != null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(Boolean));
  return element;
}

/** A button that does something here; never one that sends a form by accident. */
export const button = (label, click, attributes) => make("button", { type: "button", click, ...attributes }, label);

/** A button that does nothing for now stays in reach of the keyboard: `aria-disabled`, not `disabled`. */
export const off = (element, yes) => element.setAttribute("aria-disabled", yes);

/** Whether a button does nothing for now. */
export const isOff = (element) => element.ariaDisabled === "true";

/** Shows a text in an element that is hidden without one. */
export function tell(element, text = "") {
  element.textContent = text;
  element.hidden = !text;
}

/** Says the words of a catalogue, filled in; where `n` is given, in the form that this number takes. */
export function speaker(catalogue) {
  const forms = new Intl.PluralRules(catalogue.lang);
  return (key, values = {}) =>
    (catalogue[`${key}_${forms.select(values.n)}`] ?? catalogue[key]).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
