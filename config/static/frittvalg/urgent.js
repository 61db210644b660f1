// The urgent panel of the form, the moment the answer is chosen. Without this it comes with the next page.
"use strict";

const panel = document.querySelector("[data-urgent]");

if (panel) {
  const urgent = panel.dataset.urgent.split(" ");
  const told = document.querySelector("[data-urgent-told]");
  const country = document.querySelector("select[name=focus_country]");

  // The embassy of the chosen country alone: the others stand hidden in the page.
  function showEmbassies() {
    for (const one of panel.querySelectorAll("[data-covers]")) {
      one.hidden = !one.dataset.covers.split(" ").includes(country ? country.value : "");
    }
  }

  function show() {
    const chosen = document.querySelector("input[name=urgency]:checked");
    const is = Boolean(chosen) && urgent.includes(chosen.value);
    panel.hidden = !is;
    // Said beside the answer, for the panel may be out of sight.
    if (told) for (const one of told.children) one.hidden = !is;
  }

  for (const one of document.querySelectorAll("input[name=urgency]")) one.addEventListener("change", show);
  if (country) country.addEventListener("change", showEmbassies);
  showEmbassies();
  show();
}
