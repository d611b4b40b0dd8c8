// While a model is trained, compared or loaded, the page looks every few seconds how far it is. Without it there is a link.
"use strict";

const SECONDS = 3;
const part = document.querySelector("[data-watch]");

async function look() {
  try {
    const answer = await fetch(location.pathname, { headers: { "X-Askline-By-Itself": "1" }, credentials: "same-origin" });
    if (answer.redirected || !answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = fresh.querySelector("[data-watch]");
    // Ready, or failed: the whole page is another one.
    if (part.querySelector(".steps") && !now.querySelector(".steps")) return location.reload();
    if (now.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) part.replaceChildren(...now.childNodes);
    part.toggleAttribute("data-busy", now.hasAttribute("data-busy"));
  } catch {
    // Away for a moment: the next look may reach it.
  }
  wait();
}

function wait() {
  if (part && part.hasAttribute("data-busy")) setTimeout(look, SECONDS * 1000);
}

wait();
