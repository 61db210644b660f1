// Marks what tells who somebody is while one types. Saving is checked without it; texts come from the page.
"use strict";

const REST_MS = 700;

function part(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function watchText(live) {
  const field = document.getElementById(live.dataset.checkOf);
  const token = field.form.querySelector("[name=csrfmiddlewaretoken]");
  const status = live.querySelector("[data-check-status]");
  const list = live.querySelector("[data-check-list]");
  let timer = 0;
  let asking = null;

  function line(one) {
    const quoted = part("span", one.before, { class: "found-text" });
    quoted.append(part("mark", one.words), one.after);
    const said = one.certain ? live.dataset.certain : live.dataset.likely;
    const item = document.createElement("li");
    const button = part("button", live.dataset.neutral.replace("{}", one.neutral), {
      type: "button",
      class: "ds-button",
      "data-variant": "secondary",
      "data-size": "sm",
    });
    button.addEventListener("click", () => {
      if (field.value.slice(one.start, one.end) === one.words) {
        field.setRangeText(one.neutral, one.start, one.end, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      field.focus();
    });
    item.append(quoted, part("strong", said.replace("{}", one.what)), button);
    return item;
  }

  function show(found) {
    list.replaceChildren(...found.map(line));
    live.dataset.found = found.length ? "yes" : "";
    status.textContent = found.length ? live.dataset.some.replace("{}", found.length) : "";
  }

  async function look() {
    if (asking) asking.abort();
    const mine = (asking = new AbortController());
    if (!field.value.trim()) {
      show([]);
      return;
    }
    try {
      const answer = await fetch(live.dataset.checkUrl, {
        method: "POST",
        body: new URLSearchParams({ text: field.value }),
        headers: { "X-CSRFToken": token ? token.value : "" },
        credentials: "same-origin",
        redirect: "manual",
        signal: mine.signal,
      });
      document.dispatchEvent(new Event(answer.status < 500 ? "answered" : "unanswered"));
      if (answer.ok) show((await answer.json()).found);
      else {
        show([]);
        if (answer.status === 503) status.textContent = live.dataset.broken;
      }
    } catch (error) {
      if (mine.signal.aborted) return;
      show([]);
      document.dispatchEvent(new Event("unanswered"));
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, REST_MS);
  });
}

for (const live of document.querySelectorAll("[data-check-of]")) watchText(live);
