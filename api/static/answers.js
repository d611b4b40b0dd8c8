// Checks and previews while an editor writes, and puts citations where the cursor is. Without it the buttons do the same.
"use strict";

const write = document.getElementById("write");
const PAUSE = 1200; // milliseconds after the last key
let last = document.getElementById("answer");
let timer = 0;
let turn = 0;

// Whoever types is there: unlike other pages that look by themselves, this one keeps the log-in awake.
async function ask(what) {
  const body = new URLSearchParams(new FormData(write));
  body.set("do", what);
  body.delete("insert");
  const mine = (turn += 1);
  const answer = await fetch(write.action, { method: "POST", body, credentials: "same-origin" });
  if (!answer.ok || answer.redirected || mine !== turn) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// A part of the page takes over its new content; what was unfolded stays so.
function renew(part, fresh) {
  if (!fresh) return;
  for (const open of part.querySelectorAll("details[open][id]")) fresh.querySelector(`#${open.id}`)?.setAttribute("open", "");
  if (part.innerHTML !== fresh.innerHTML) part.replaceChildren(...fresh.childNodes);
}

async function check() {
  const fresh = await ask("check").catch(() => null);
  if (fresh) for (const part of document.querySelectorAll("[data-renew]")) renew(part, fresh.getElementById(part.id));
}

write.addEventListener("input", (event) => {
  if (event.target.id === "find" || event.target.id === "reason") return;
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
});

write.addEventListener("focusin", (event) => {
  if (event.target.localName === "textarea") {
    last = event.target;
    const into = document.getElementById("into");
    if (into) into.value = last.name;
  }
});

write.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (button && button.name === "insert") {
    event.preventDefault();
    const chosen = document.getElementById("into");
    const text = (chosen && document.getElementById(chosen.value)) || last;
    const at = text === last ? text.selectionEnd : text.value.length;
    const before = text.value.slice(0, at);
    text.closest("details")?.setAttribute("open", "");
    text.focus();
    text.setRangeText(`${before && !/\s$/.test(before) ? " " : ""}${button.value}`, at, at, "end");
    check();
  } else if (button && button.value === "find") {
    event.preventDefault();
    const fresh = await ask("find").catch(() => null);
    if (fresh) renew(document.getElementById("found"), fresh.getElementById("found"));
    else {
      const asked = Object.assign(document.createElement("input"), { type: "hidden", name: "do", value: "find" });
      write.append(asked);
      HTMLFormElement.prototype.submit.call(write);
    }
  }
});
