// Says beside what is being typed when the system cannot be reached, and when it can again. Meanwhile nothing is sent
// that would take the page away: what is typed stays on it, and is kept nowhere else. Texts come from the page.
"use strict";

const line = document.getElementById("line");

function watchLine(notice) {
  const AGAIN_MS = 5000;
  const PATIENCE_MS = 10000;
  // So long after an answer a form is sent without asking whether there will be one.
  const FRESH_MS = 20000;
  let said = "";
  let typed = false;
  let passing = false;
  let answered = Date.now();
  let asking = null;
  let timer = 0;

  function put(within) {
    if (within && within !== notice.parentElement) within.append(notice);
  }

  function say(what) {
    said = what;
    document.documentElement.dataset.line = what;
    const told = document.createElement("p");
    told.className = "ds-alert";
    told.dataset.color = what === "back" ? "success" : "warning";
    told.textContent = notice.dataset[what];
    notice.replaceChildren(told);
  }

  function isLost() {
    return said !== "" && said !== "back";
  }

  function ask() {
    asking ??= fetch(notice.dataset.url, {
      credentials: "same-origin",
      redirect: "manual",
      // A browser of before 2022 waits as long as it likes.
      signal: AbortSignal.timeout?.(PATIENCE_MS),
    })
      .then((answer) => answer.status < 500)
      .catch(() => false)
      .finally(() => {
        asking = null;
      });
    return asking;
  }

  async function look() {
    clearTimeout(timer);
    const there = await ask();
    if (there) answered = Date.now();
    if (there && isLost()) {
      say("back");
      document.dispatchEvent(new Event("line-back"));
    }
    if (there) return true;
    const why = navigator.onLine ? "unanswered" : "offline";
    if (said !== why) {
      if (!isLost()) put(rowOf(document.activeElement));
      say(why);
    }
    timer = setTimeout(look, AGAIN_MS);
    return false;
  }

  function rowOf(one) {
    return one && one.closest("main form") && (one.closest(".form-row") || one.form);
  }

  // Waits until it is sure that the system answers; then `go` does what was asked for.
  function hold(event, within, go) {
    if (passing || !typed || (!isLost() && Date.now() - answered < FRESH_MS)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    look().then((there) => {
      if (there) {
        passing = true;
        go();
        passing = false;
      } else {
        put(within);
        notice.scrollIntoView({ block: "nearest" });
      }
    });
  }

  // Before every other script: what is held is not sent, and no draft of it is given up.
  window.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const takesAway = form.matches("main form, .site-languages") && form.getAttribute("method") === "post";
      if (takesAway) hold(event, form, () => form.requestSubmit(event.submitter));
    },
    { capture: true },
  );
  document.addEventListener("click", (event) => {
    const link = event.target.closest("main a[href], nav a[href]");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    const stays = !link || elsewhere || link.origin !== location.origin || link.getAttribute("href").startsWith("#");
    if (!stays && isLost()) hold(event, null, () => link.click());
  });

  document.addEventListener("input", (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    typed = true;
    if (isLost()) put(row);
  });
  document.addEventListener("answered", () => {
    answered = Date.now();
    if (isLost()) look();
  });
  document.addEventListener("unanswered", look);
  window.addEventListener("offline", look);
  window.addEventListener("online", look);
}

if (line) watchLine(line);
