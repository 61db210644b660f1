// The quick way out, and the cover over a page that nobody touches. Both without a word to anybody.
"use strict";

const leaving = document.querySelector("form[data-leave-to]");
const ESCAPES = 3;
const WITHIN_MS = 2000;

// The page is empty at once; what is under way to the server is sent along although the page goes away.
function leave(form) {
  document.documentElement.hidden = true;
  document.title = new URL(form.dataset.leaveTo).hostname;
  document.dispatchEvent(new Event("leaving"));
  // Should the line be down, whoever comes back is signed out by this; the answer of the server takes it away.
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${form.dataset.mark}=1; Path=/; SameSite=Lax; Max-Age=43200${secure}`;
  fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    credentials: "same-origin",
    redirect: "manual",
    keepalive: true,
  }).catch(() => {});
  location.replace(form.dataset.leaveTo);
}

if (leaving) {
  let pressed = [];
  leaving.addEventListener("submit", (event) => {
    event.preventDefault();
    leave(leaving);
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || event.repeat) return;
      pressed = [...pressed, event.timeStamp].slice(-ESCAPES);
      if (pressed.length === ESCAPES && event.timeStamp - pressed[0] <= WITHIN_MS) leave(leaving);
    },
    { capture: true },
  );
}

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
