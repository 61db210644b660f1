// Marks what tells who somebody is while one types. Saving is checked without it; texts come from the page.
"use strict";

const REST_MS = 700;

function part(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// Whether these words stand there as words, as the form asks when it is sent.
function standsIn(words, known) {
  const quoted = words.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}_])${quoted}(?![\\p{L}\\p{N}_])`, "u").test(known);
}

function watchText(live) {
  const field = document.getElementById(live.dataset.checkOf);
  const token = field.form.querySelector("[name=csrfmiddlewaretoken]");
  const status = live.querySelector("[data-check-status]");
  const list = live.querySelector("[data-check-list]");
  const because = live.querySelector("[data-check-because]");
  // What the page says of a text that was sent, until nothing is found in it any more.
  const refused = list.children.length ? document.getElementById(`${field.id}_error`) : null;
  // What is stored already.
  const stored = "showsKnown" in live.dataset ? field.defaultValue : live.dataset.known || "";
  const known = stored.replaceAll("\r\n", "\n");
  let marked = drawn();
  let timer = 0;
  let asking = null;

  // Those that the page came with. What was judged has no blanks around it; the field may.
  function drawn() {
    const blanks = field.value.length - field.value.trimStart().length;
    return Array.from(list.children, (item) => {
      const button = item.querySelector("button");
      const one = {
        start: blanks + Number(button.dataset.start),
        end: blanks + Number(button.dataset.end),
        words: item.querySelector("mark").textContent,
        neutral: button.dataset.word,
        certain: "certain" in button.dataset,
        item,
      };
      button.addEventListener("click", (event) => {
        // Where the text is otherwise by now the form is sent, and the server finds the place.
        if (stands(one)) event.preventDefault();
        put(one);
      });
      return one;
    });
  }

  function stands(one) {
    return field.value.slice(one.start, one.end) === one.words;
  }

  function put(one) {
    if (!stands(one)) return;
    const moved = one.neutral.length - one.words.length;
    field.setRangeText(one.neutral, one.start, one.end, "end");
    const left = marked.filter((other) => other !== one);
    for (const other of left) {
      if (other.start < one.end) continue;
      other.start += moved;
      other.end += moved;
    }
    show(left);
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

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
      put(one);
      field.focus();
    });
    item.append(quoted, part("strong", said.replace("{}", one.what)), button);
    return { ...one, item };
  }

  // A line that says what it said stays, and the focus with it.
  function again(one) {
    const same = marked.find((other) => other.start === one.start && other.end === one.end);
    const quoted = same && same.item.querySelector(".found-text").textContent;
    return quoted === one.before + one.words + one.after ? same : line(one);
  }

  function show(found) {
    marked = found;
    const items = found.map((one) => one.item);
    if (items.length !== list.children.length || items.some((item, at) => item !== list.children[at])) {
      list.replaceChildren(...items);
    }
    const stops = found.some((one) => one.certain);
    live.dataset.found = found.length ? "yes" : "";
    live.dataset.stops = stops ? "yes" : "";
    if (because) because.hidden = stops || !found.length;
    if (refused) {
      refused.hidden = !found.length;
      field.setAttribute("aria-invalid", found.length ? "true" : "false");
    }
    const none = refused ? live.dataset.none : "";
    status.textContent = found.length ? live.dataset.some.replace("{}", found.length) : none;
    field.dispatchEvent(new Event("checked", { bubbles: true }));
  }

  async function look() {
    if (asking) asking.abort();
    const mine = (asking = new AbortController());
    if (!field.value.trim() || field.value === known) {
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
      if (answer.ok) {
        const { found } = await answer.json();
        show(found.filter((one) => one.certain || !standsIn(one.words, known)).map(again));
      } else {
        show(marked.filter(stands));
        if (answer.status === 503) status.textContent = live.dataset.broken;
      }
    } catch (error) {
      if (mine.signal.aborted) return;
      show(marked.filter(stands));
      document.dispatchEvent(new Event("unanswered"));
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, REST_MS);
  });

  // A draft that is opened again, or a page that came back. What is stored already was answered for.
  if (marked.length) show(marked);
  if (field.value.trim()) look();
}

for (const live of document.querySelectorAll("[data-check-of]")) watchText(live);
