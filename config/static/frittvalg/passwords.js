// One button a form that shows the passwords typed into it. Without scripts there is none; nothing else needs it.
"use strict";

for (const form of document.querySelectorAll("form")) {
  const fields = Array.from(form.querySelectorAll("input[type=password][data-show]"));
  if (!fields.length) continue;
  const last = fields[fields.length - 1];
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ds-button password-shown";
  button.dataset.variant = "tertiary";
  button.dataset.size = "sm";

  const say = (shown) => {
    for (const field of fields) field.type = shown ? "text" : "password";
    button.textContent = shown ? last.dataset.hide : last.dataset.show;
  };

  button.addEventListener("click", () => say(last.type === "password"));
  // What is sent, and what the browser may remember of the page, is a password again.
  form.addEventListener("submit", () => say(false));
  say(false);
  last.after(button);
}
