// The form for a call back. What is typed here goes to the service alone: it is never kept in this browser.
import { uniqueId } from "./chat.js";
import { Refused } from "./connection.js";
import { isOff, make, off } from "./elements.js";
import { markdown } from "./markdown.js";

/** The form for an offer of the API. `send(details)` gives its answer or raises; `done` takes it; `say` speaks. */
export function callbackForm(offer, t, { send, done, say }) {
  const client_id = uniqueId(); // the same for every try: pressing twice asks once
  const fields = {
    name: field(t, "name", { autocomplete: "name", "aria-required": "true" }),
    phone: field(t, "phone", { type: "tel", autocomplete: "tel" }, "phone_hint"),
    email: field(t, "email", { type: "email", autocomplete: "email" }),
    best_times: field(t, "best_times", {}, "best_times_hint"),
    about: field(t, "about", { rows: 3 }, "", "textarea"),
    consent: field(t, "consent", { type: "checkbox", "aria-required": "true" }),
    share_summary: field(t, "share_summary", { type: "checkbox" }),
  };
  const consent = make("div", { class: "note", lang: "en" }, markdown(offer.consent, null, t("new_tab")));
  const summary = make("details", null, make("summary", null, t("share_show")), make("div", { lang: "en" }, markdown(offer.summary)));
  const top = make("p", { class: "error", hidden: true, id: "cb-error" });
  const press = make("button", { class: "main", "aria-describedby": "cb-error" }, t("callback_send"));
  const { consent: agree, share_summary: share, ...typed } = fields;
  const rows = Object.values(typed).map(({ row }) => row);
  const form = make("form", { novalidate: true }, rows, consent, agree.row, share.row, summary, top, press);

  const mark = (mistakes) => {
    for (const [name, { input, error }] of Object.entries(fields)) {
      error.textContent = mistakes[name] ?? "";
      error.hidden = !mistakes[name];
      if (mistakes[name]) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    fields[Object.keys(mistakes)[0]]?.input.focus();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isOff(press)) return;
    const details = { client_id, consent: agree.input.checked, share_summary: share.input.checked };
    for (const [name, { input }] of Object.entries(typed)) if (input.value.trim()) details[name] = input.value.trim();
    off(press, true);
    top.hidden = true;
    mark({});
    try {
      done(await send(details));
    } catch (error) {
      if (error.fields) mark(error.fields);
      else {
        top.textContent = error instanceof Refused ? error.message : t("callback_failed");
        top.hidden = false;
        say(top.textContent);
      }
    }
    off(press, false);
  });
  return form;
}

function field(t, name, attributes, hint, tag = "input") {
  const id = `cb-${name}`;
  const error = make("p", { class: "error", id: `${id}-error`, hidden: true });
  const help = hint && make("p", { class: "hint", id: `${id}-hint` }, t(hint));
  const described = help ? `${help.id} ${error.id}` : error.id;
  const input = make(tag, { id, name, "aria-describedby": described, ...attributes });
  const label = make("label", { for: id }, t(name));
  const tick = attributes.type === "checkbox";
  return { input, error, row: make("div", { class: tick ? "tick" : "field" }, tick ? [error, input, label] : [label, help, error, input]) };
}
