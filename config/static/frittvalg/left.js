// In a browser that was left in haste (advisory/left.py), before anything of the page is seen: whoever went back to it
// is led out again. Whoever asked for it stays: she means to sign in.
"use strict";

const { to } = document.currentScript.dataset;

function leadOut() {
  document.documentElement.hidden = true;
  const title = document.createElement("title");
  title.textContent = new URL(to).hostname;
  // The first one counts.
  document.head.prepend(title);
  location.replace(to);
}

if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") leadOut();
window.addEventListener("pageshow", (event) => {
  if (event.persisted) leadOut();
});
