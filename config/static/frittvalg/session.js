// Warns before the session ends, and leaves nothing on the screen when it has. Every page works without it.
// Asking the server how long is left keeps nobody signed in; only what a person does is told to it.
"use strict";

const session = document.getElementById("session-warning");

function watchSession(warning) {
  const EVERY_MS = 30000;
  const LOOK_MS = 10000;
  const { timeUrl, signInUrl } = warning.dataset;
  const warnMs = Number(warning.dataset.warning) * 1000;
  const form = warning.querySelector("form");
  const token = form.elements.csrfmiddlewaretoken.value;
  const clock = warning.querySelector("[data-clock]");
  let ends = Date.now() + Number(warning.dataset.left) * 1000;
  let more = warning.dataset.more === "yes";
  let told = Date.now();
  let asked = 0;
  let typed = false;
  let waved = false;
  let gone = false;

  const kept = document.querySelector("form[data-draft-url]");

  // Whether all that is typed is in the draft.
  function isKept() {
    const status = kept && kept.querySelector("[data-draft-status]");
    return Boolean(status) && status.dataset.state === "saved";
  }

  // The page goes, whatever becomes of the way to the log-in page.
  function leave() {
    if (gone) return;
    gone = true;
    // Sealed by the server, so that the address of the log-in page does not tell what was open here.
    const next = kept && kept.dataset.drafted ? kept.dataset.draftBack : warning.dataset.wayBack;
    document.documentElement.hidden = true;
    location.replace(`${signInUrl}?${new URLSearchParams({ ...(next && { next }), ended: "page" })}`);
  }

  async function ask(method) {
    asked = Date.now();
    let answer = null;
    try {
      answer = await fetch(timeUrl, {
        method,
        headers: method === "POST" ? { "X-CSRFToken": token } : {},
        credentials: "same-origin",
        redirect: "manual",
      });
    } finally {
      document.dispatchEvent(new Event(answer && answer.status < 500 ? "answered" : "unanswered"));
    }
    // A redirect means: signed out. A refused token: somebody else has signed in here.
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      leave();
      return;
    }
    if (!answer.ok) throw new Error("no answer");
    const said = await answer.json();
    ends = Date.now() + said.left * 1000;
    more = said.more;
  }

  // A server that does not answer says nothing of the time: then the page's own clock decides.
  async function look() {
    try {
      await ask("GET");
    } catch {
      if (Date.now() >= ends) leave();
    }
  }

  function only(name, value) {
    for (const one of warning.querySelectorAll(`[data-${name}]`)) one.hidden = one.dataset[name] !== value;
  }

  function show() {
    document.dispatchEvent(new Event("session-ending"));
    only("when", more ? "idle" : "last");
    only("typed", isKept() ? "kept" : typed ? "lost" : "");
    if (!warning.open) warning.showModal();
  }

  async function tick() {
    const left = ends - Date.now();
    if (gone) return;
    if (left > warnMs) {
      waved = false;
      if (warning.open) warning.close();
      return;
    }
    const seconds = Math.max(0, Math.ceil(left / 1000));
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    // Another window may have been used meanwhile: the server knows.
    if (left <= 0 || Date.now() - asked > LOOK_MS) await look();
    if (!gone && !waved && ends - Date.now() <= warnMs) show();
  }

  function stay() {
    warning.close();
    // Whoever answers is there: the screen need not stay covered.
    const cover = document.getElementById("cover");
    if (cover && cover.open) cover.close();
    waved = !more;
    told = Date.now();
    if (more) ask("POST").catch(() => {});
  }

  function acted(event) {
    if (!event.isTrusted || warning.open) return;
    if (event.type === "input" && event.target.closest("main form")) typed = true;
    if (Date.now() - told < EVERY_MS) return;
    told = Date.now();
    ask("POST").catch(() => {});
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    stay();
  });
  warning.querySelector("[data-close]").addEventListener("click", stay);
  warning.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
  for (const kind of ["keydown", "pointerdown", "input"]) document.addEventListener(kind, acted, { passive: true });
  document.addEventListener("visibilitychange", () => {
    // An empty page came back from memory: it is asked for again as a whole.
    if (document.visibilityState === "visible" && !document.documentElement.hidden) look();
  });
  // A page that is loaded anew may be one that the server made a while ago; and where another window finds that
  // nobody is signed in, this one asks as well.
  if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") look();
  windows?.addEventListener("message", ({ data }) => {
    if (data === "nobody") look();
  });
  setInterval(tick, 1000);
}

if (session) {
  watchSession(session);
  // A page that the browser keeps in its memory is empty there, and is asked for again when it comes back:
  // whoever goes back after signing out gets the log-in page.
  window.addEventListener("pagehide", () => {
    document.documentElement.hidden = true;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace(location.pathname + location.search);
  });
}
