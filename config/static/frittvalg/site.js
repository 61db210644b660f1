// Three comforts; every page works without them. Texts come from the page, so they are translated there.
"use strict";

const QUIET_MS = 1500;

// Of the page with what was typed on it, once that is kept; whether it told what is wrong, and where one came from.
function addressOf(form) {
  const query = new URLSearchParams({ draft: form.elements.submission.value });
  if (form.dataset.at) query.set("at", form.dataset.at);
  if (new URLSearchParams(location.search).has("judged")) query.set("judged", "yes");
  if (form.dataset.at !== "check" && form.elements.from) query.set("from", "check");
  return `${location.pathname}?${query}`;
}

// Gone back to or loaded anew, a page of an inquiry holds what was typed: the first one begins without a draft.
function isFoundAgain(form) {
  if (form.dataset.at) history.replaceState(history.state, "", addressOf(form));
}

function keepDraft(form) {
  const status = form.querySelector("[data-draft-status]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]");
  let timer = 0;
  let typed = false;
  let sending = null;

  function say(state) {
    if (!status) return;
    status.dataset.state = state;
    const stops = state === "saved" && form.querySelector("[data-stops=yes]");
    const said = status.dataset[stops ? "savedMarked" : state] || "";
    if (status.textContent !== said) status.textContent = said;
  }

  async function save() {
    if (sending) sending.abort();
    const mine = (sending = new AbortController());
    say("saving");
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-CSRFToken": token ? token.value : "" },
        credentials: "same-origin",
        // A redirect means: signed out. The draft was not kept then.
        redirect: "manual",
        signal: mine.signal,
      });
      if (answer.ok) {
        form.dataset.drafted = "yes";
        isFoundAgain(form);
      }
      say(answer.ok ? "saved" : "failed");
      document.dispatchEvent(new Event(answer.status < 500 ? "answered" : "unanswered"));
    } catch (error) {
      if (mine.signal.aborted) return;
      say("failed");
      document.dispatchEvent(new Event("unanswered"));
    }
  }

  function soon() {
    clearTimeout(timer);
    typed = true;
    timer = setTimeout(() => {
      timer = 0;
      save();
    }, QUIET_MS);
  }

  // Another language loads the page anew: keep what is typed first, and come back to it.
  for (const other of document.querySelectorAll("form.site-languages")) {
    other.addEventListener("submit", (event) => {
      const draft = form.querySelector("[name=submission]");
      if (!typed || !draft || other.dataset.kept) return;
      event.preventDefault();
      clearTimeout(timer);
      timer = 0;
      save().then(() => {
        other.dataset.kept = "yes";
        other.elements.next.value = addressOf(form);
        other.requestSubmit(event.submitter);
      });
    });
  }

  // Whether something was typed that is not under way yet; it is taken to be from now on.
  function isDue() {
    if (!timer || form.dataset.sent) return false;
    clearTimeout(timer);
    timer = 0;
    return true;
  }

  // Whoever leaves the page finds the draft again: sent along although the page goes away.
  function flush() {
    if (!isDue()) return;
    fetch(form.dataset.draftUrl, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-CSRFToken": token ? token.value : "" },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: true,
    }).catch(() => {});
  }

  // What could not be kept when it was typed is tried once more when the system answers again, and before the
  // session ends.
  for (const kind of ["line-back", "session-ending"]) {
    document.addEventListener(kind, () => {
      if (typed && status && status.dataset.state === "failed") save();
    });
  }

  // What was found may be seen, or gone, after the draft was saved.
  form.addEventListener("checked", () => {
    if (status && status.dataset.state) say(status.dataset.state);
  });

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  window.addEventListener("pagehide", flush);
  document.addEventListener("leaving", ({ detail }) => {
    if (!isDue()) return;
    detail.url = form.dataset.draftUrl;
    detail.body = new FormData(form);
    detail.body.append("leave", "yes");
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush();
  });
  // What is sent for good must not be followed by a draft of the same.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    if (sending) sending.abort();
  });
}

// Where nothing is kept as a draft, another language would take what is typed: said once, and done when asked again.
let unkept = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("main form[method=post]:not([data-draft-url])")) unkept = true;
});
for (const other of document.querySelectorAll("form.site-languages")) {
  const told = other.querySelector("[data-lost]");
  other.addEventListener("submit", (event) => {
    if (!unkept || !told || told.textContent) return;
    event.preventDefault();
    told.textContent = told.dataset.lost;
  });
}

function buttonsOf(form) {
  return Array.from(form.elements).filter((one) => one.type === "submit");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  // A form that only asks (a file to download) leaves the page open and may ask again.
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  isFoundAgain(form);
  for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
});

// A page taken from the browser's memory may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of buttonsOf(form)) button.removeAttribute("aria-disabled");
  }
});

for (const form of document.querySelectorAll("form[data-draft-url]")) keepDraft(form);

// Clear of the button that stays above: left to itself the browser puts what it focuses in the middle of the window,
// and the beginning of a long list under that button.
const summary = document.getElementById("error-summary");
if (summary) {
  summary.focus({ preventScroll: true });
  const isLong = summary.offsetHeight > window.innerHeight / 2;
  summary.scrollIntoView({ block: isLong ? "start" : "nearest" });
}
