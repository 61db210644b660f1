// The quick way out, and the cover over a page that nobody touches. Both without a word to anybody.
"use strict";

const leaving = document.querySelector("form[data-leave-to]");
const ESCAPES = 3;
const WITHIN_MS = 2000;

// The other windows of this browser hear of it when one is left, and when nobody is signed in any more.
const windows = "BroadcastChannel" in window ? new BroadcastChannel("windows") : null;

// The page is empty at once.
function hide(form) {
  document.documentElement.hidden = true;
  document.title = new URL(form.dataset.leaveTo).hostname;
}

// Sent although the page goes away: what was typed and not kept yet, and in the same breath that she leaves, for
// of two that are under way at once the second may come first.
function leave(form) {
  hide(form);
  windows?.postMessage("left");
  const typed = { url: form.action, body: new FormData(form) };
  document.dispatchEvent(new CustomEvent("leaving", { detail: typed }));
  // Should the line be down, whoever comes back is signed out by this; the answer of the server takes it away.
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${form.dataset.mark}=1; Path=/; SameSite=Lax; Max-Age=43200${secure}`;
  fetch(typed.url, {
    method: "POST",
    body: typed.body,
    credentials: "same-origin",
    redirect: "manual",
    keepalive: true,
  }).catch(() => {});
  location.replace(form.dataset.leaveTo);
}

if (leaving) {
  let pressed = [];
  windows?.addEventListener("message", ({ data }) => {
    if (data !== "left") return;
    hide(leaving);
    location.replace(leaving.dataset.leaveTo);
  });
  leaving.addEventListener("submit", (event) => {
    event.preventDefault();
    leave(leaving);
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape") return;
      // The way out does not first show what lies under the cover.
      if (document.getElementById("cover")?.open) event.preventDefault();
      if (event.repeat) return;
      pressed = [...pressed, event.timeStamp].slice(-ESCAPES);
      if (pressed.length === ESCAPES && event.timeStamp - pressed[0] <= WITHIN_MS) leave(leaving);
    },
    { capture: true },
  );
}

// The log-in page, or any other that is for everybody.
if (!document.getElementById("session-warning")) windows?.postMessage("nobody");

const cover = document.getElementById("cover");

if (cover) {
  const afterMs = Number(cover.dataset.after) * 1000;
  let touched = Date.now();

  function look() {
    if (cover.open || Date.now() - touched < afterMs) return;
    document.documentElement.dataset.covered = "yes";
    cover.showModal();
  }

  cover.addEventListener("close", () => {
    delete document.documentElement.dataset.covered;
    touched = Date.now();
  });
  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "input"]) {
    document.addEventListener(
      kind,
      (event) => {
        if (event.isTrusted && !cover.open) touched = Date.now();
      },
      { passive: true },
    );
  }
  document.addEventListener("visibilitychange", look);
  setInterval(look, 1000);
}
