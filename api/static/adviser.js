// Makes the advisers' pages live: told by events when to look, it fetches the page anew and takes over what has changed.
// Without it the pages work all the same, with buttons and a refresh.
"use strict";

const PAGE = location.pathname;
const log = document.getElementById("log");
const list = document.getElementById("messages");
const chat = list && list.dataset.chat;
const form = document.body.dataset.form;
const BY_ITSELF = { "X-Askline-By-Itself": "1" };
let title = document.title;
let unread = 0;

function post(path, fields = {}) {
  const body = new URLSearchParams({ form, ...fields });
  return fetch(path, { method: "POST", body, headers: BY_ITSELF, credentials: "same-origin" });
}

function badge() {
  document.title = unread ? `(${unread}) ${title}` : title;
}

function note(words) {
  if (document.hidden && window.Notification && Notification.permission === "granted") {
    new Notification(words, { silent: true, tag: "askline" });
  }
}

// A part of the page takes over its new content; the focus stays where it was, if that is still there.
function renew(part, fresh) {
  if (!fresh || part.innerHTML === fresh.innerHTML) return;
  const focused = part.contains(document.activeElement) && document.activeElement.id;
  part.replaceChildren(...fresh.cloneNode(true).childNodes);
  const again = focused && document.getElementById(focused);
  if (again) again.focus({ preventScroll: true });
  else if (focused) document.getElementById("main").focus({ preventScroll: true });
}

function newMessages(fresh) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  let fromParent = 0;
  for (const message of fresh.querySelectorAll("#messages > li")) {
    if (document.getElementById(message.id)) continue;
    list.append(document.adoptNode(message));
    if (message.classList.contains("parent")) fromParent += 1;
  }
  if (atEnd) log.scrollTop = log.scrollHeight;
  if (fromParent) document.getElementById("typing").textContent = "";
  if (document.hidden && fromParent) {
    unread += fromParent;
    note("A parent has written");
  }
}

let looking = false;
let lookAgain = false;

async function look() {
  if (looking) {
    lookAgain = true;
    return;
  }
  looking = true;
  do {
    lookAgain = false;
    try {
      const last = list && list.lastElementChild ? list.lastElementChild.dataset.position : 0;
      const answer = await fetch(chat ? `${PAGE}?after=${last}` : PAGE, { headers: BY_ITSELF, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return location.reload();
      take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      lost(true); // the events come back by themselves, and bring us here again
    }
  } while (lookAgain);
  looking = false;
}

function take(fresh) {
  for (const part of document.querySelectorAll("[data-live]")) renew(part, fresh.getElementById(part.id));
  title = fresh.title;
  if (chat) {
    newMessages(fresh);
    const write = document.getElementById("write");
    const now = fresh.getElementById("write");
    if (write.dataset.state !== now.dataset.state) {
      write.dataset.state = now.dataset.state;
      renew(write, now);
    }
  }
  badge();
}

function lost(is) {
  document.getElementById("link").hidden = !is;
}

let waiting = null;

function listen() {
  const events = new EventSource(chat ? `/adviser/events?chat=${encodeURIComponent(chat)}` : "/adviser/events");
  events.onopen = () => {
    lost(false);
    look();
  };
  events.onerror = () => {
    lost(true);
    // Refused, not cut off: logged out, or the chat is gone. The page itself says which.
    if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000);
  };
  events.addEventListener("queue", (event) => {
    const now = JSON.parse(event.data).waiting;
    if (waiting !== null && now > waiting) note("A parent is waiting");
    waiting = now;
    if (!chat) look();
  });
  events.addEventListener("chat", look);
  events.addEventListener("typing", () => typing());
  events.addEventListener("ping", () => {
    post("/adviser/seen").catch(() => lost(true));
    if (!chat) look(); // how long parents have waited
  });
}

let typingEnds;

function typing() {
  const line = document.getElementById("typing");
  if (line.textContent === "") line.textContent = "The parent is typing.";
  clearTimeout(typingEnds);
  typingEnds = setTimeout(() => (line.textContent = ""), 6000);
}

let hinted = 0;

document.addEventListener("input", (event) => {
  if (event.target.id !== "text" || Date.now() - hinted < 3000) return;
  hinted = Date.now();
  post(`${PAGE}/typing`).catch(() => {});
});

// A message keeps its id until it has arrived: sent again, it is the same one. Other words are another message.
const trying = { text: "", id: "" };
let pressedAgain = false;

function newId() {
  return crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`;
}

async function send(say) {
  const box = say.elements.text;
  const text = box.value;
  const failed = document.getElementById("not-sent");
  if (trying.text !== text) Object.assign(trying, { text, id: newId() });
  say.elements.client_id.value = trying.id;
  try {
    const answer = await fetch(say.action, { method: "POST", body: new URLSearchParams(new FormData(say)) });
    if (!answer.ok || answer.url.endsWith("/login")) throw new Error(String(answer.status));
    failed.hidden = true;
    trying.text = "";
    if (box.value === text) box.value = "";
    look();
  } catch {
    failed.hidden = false;
  }
  box.focus();
}

document.addEventListener("submit", async (event) => {
  if (event.target.id !== "say") return;
  event.preventDefault();
  const say = event.target;
  pressedAgain = say.getAttribute("aria-busy") === "true";
  if (pressedAgain) return; // sent as soon as the one before has arrived
  do {
    pressedAgain = false;
    if (!say.elements.text.value.trim()) return;
    say.setAttribute("aria-busy", "true");
    await send(say);
    say.removeAttribute("aria-busy");
  } while (pressedAgain);
});

// As in every chat: Enter sends, Shift and Enter begins a new line.
document.addEventListener("keydown", (event) => {
  if (event.target.id === "text" && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    unread = 0;
    badge();
  }
});

const notify = document.getElementById("notify");
if (notify && window.Notification && Notification.permission === "default") {
  notify.hidden = false;
  document.getElementById("notify-button").addEventListener("click", async () => {
    await Notification.requestPermission();
    notify.hidden = true;
  });
}

if (document.getElementById("link")) listen();
if (log) log.scrollTop = log.scrollHeight;
