// Above each choice of a topic stands a field: what is typed there leaves the topics with these words. The choice itself
// stays what it was, so that keyboard and screen reader find nothing new; without JavaScript it is in groups.
"use strict";

const words = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);

function fits(option, typed) {
  const own = words(`${option.textContent} ${option.dataset.words || ""}`);
  return typed.every((word) => own.some((one) => one.startsWith(word)));
}

function show(select, groups, typed) {
  const chosen = select.value;
  let count = 0;
  let only = "";
  for (const [group, options] of groups) {
    const kept = options.filter((option) => fits(option, typed));
    group.replaceChildren(...kept);
    if (kept.length) select.append(group);
    else group.remove();
    count += kept.length;
    only = kept.length ? kept[0].value : only;
  }
  // One is left: that is it. Otherwise what was chosen stays chosen for as long as it is there.
  select.value = count === 1 ? only : chosen;
  if (select.selectedIndex < 0) select.value = "";
  return count;
}

function extend(select) {
  const label = document.querySelector(`label[for="${select.id}"]`);
  const groups = [...select.querySelectorAll("optgroup")].map((group) => [group, [...group.children]]);
  const line = document.createElement("p");
  const field = document.createElement("input");
  const told = document.createElement("span");
  const name = document.createElement("label");
  Object.assign(field, { id: `${select.id}-find`, type: "search", autocomplete: "off" });
  Object.assign(told, { id: `${select.id}-told`, className: "hint" });
  Object.assign(name, { htmlFor: field.id, textContent: "Find a topic" });
  told.setAttribute("role", "status");
  line.append(name, field, told);
  label.parentElement.before(line);

  field.addEventListener("input", () => {
    const typed = words(field.value);
    const count = show(select, groups, typed);
    const chosen = select.value && select.selectedOptions[0].textContent;
    if (!typed.length) told.textContent = "";
    else if (count === 1) told.textContent = `Chosen: ${chosen}`;
    else told.textContent = count ? `${count} topics` : "No topic has these words.";
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault(); // the form is not sent from here: first a topic is chosen
    select.focus();
  });
}

document.querySelectorAll("select[data-find]").forEach(extend);
