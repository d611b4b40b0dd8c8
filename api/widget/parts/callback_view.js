// The form for a call back. What is typed here goes to the service alone: it is never kept in this browser.
import { uniqueId } from "./chat.js";
import { isOff, make, off, tell } from "./elements.js";
import { texts } from "./markdown.js";

const FIELDS = {
  name: { autocomplete: "name", "aria-required": "true" },
  phone: { type: "tel", autocomplete: "tel" },
  email: { type: "email", autocomplete: "email" },
  best_times: {},
  about: {},
  consent: { type: "checkbox", "aria-required": "true" },
  share_summary: { type: "checkbox" },
};
const HINTED = ["phone", "best_times"];

/** The form for an offer of the API. `send(details)` gives its answer or raises; `done` takes it; `say` speaks. */
export function callbackForm(offer, t, send, done, say) {
  const client_id = uniqueId(); // the same for every try: pressing twice asks once
  const fields = Object.keys(FIELDS).map((name) => field(name, t));
  const summary = make("details", null, make("summary", null, t("share_show")), texts(offer.summary));
  const wrong = make("p", { class: "error", hidden: true });
  const press = make("button", { class: "main" }, t("callback_send"));
  const rows = fields.map(({ row }) => row);
  const form = make("form", { novalidate: true }, rows.slice(0, 5), texts(offer.consent, t("new_tab")), rows.slice(5), summary, wrong, press);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isOff(press)) return;
    const details = { client_id };
    for (const { input } of fields) {
      const value = input.type === "checkbox" ? input.checked : input.value.trim();
      if (value) details[input.name] = value;
    }
    off(press, true);
    let mistakes = {};
    tell(wrong);
    try {
      done(await send(details));
    } catch (error) {
      mistakes = error.fields ?? {};
      if (!error.fields) {
        tell(wrong, error.message || t("callback_failed"));
        say(wrong.textContent);
      }
    }
    off(press, false);
    for (const { input, error } of fields) {
      tell(error, mistakes[input.name]);
      input.ariaInvalid = input.name in mistakes;
    }
    fields.find(({ input }) => input.name in mistakes)?.input.focus();
  });
  return form;
}

function field(name, t) {
  const error = make("p", { class: "error", id: `${name}-error`, hidden: true });
  const hint = HINTED.includes(name) && make("p", { class: "hint", id: `${name}-hint` }, t(`${name}_hint`));
  const described = `${name}-hint ${error.id}`;
  const input = make(name === "about" ? "textarea" : "input", { id: name, name, "aria-describedby": described, ...FIELDS[name] });
  const label = make("label", { for: name }, t(name));
  return { input, error, row: make("div", null, ...(input.type === "checkbox" ? [error, input, label] : [label, hint, error, input])) };
}
