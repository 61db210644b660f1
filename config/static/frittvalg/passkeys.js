// Passkeys: asks the browser for one and sends its answer with the form. Texts come from the page.
// What a browser needs is fetched when the button is pressed, so that a challenge is made for somebody only.
"use strict";

function canAnswer() {
  return Boolean(window.PublicKeyCredential && window.webauthnJSON);
}

async function optionsOf(form) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]");
  const answer = await fetch(form.dataset.options, {
    method: "POST",
    headers: { "X-CSRFToken": token ? token.value : "" },
    credentials: "same-origin",
    redirect: "manual",
  });
  if (answer.type === "opaqueredirect") {
    // The page has to be asked for again: somebody else is to be proved first.
    location.reload();
    return null;
  }
  if (!answer.ok) throw new Error("no options");
  return answer.json();
}

function askBrowser(form) {
  const said = form.querySelector("[data-passkey-said]");
  const field = form.elements.credential;
  form.addEventListener("submit", async (event) => {
    if (field.value) return;
    event.preventDefault();
    said.textContent = "";
    try {
      const options = await optionsOf(form);
      if (!options) return;
      const credential =
        form.dataset.passkey === "create"
          ? await window.webauthnJSON.create(options)
          : await window.webauthnJSON.get(options);
      field.value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      said.textContent = form.dataset.failed;
    }
  });
}

if (canAnswer()) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    // Back from the next page: an answer that was sent once is good no more.
    form.elements.credential.value = "";
    form.hidden = false;
    askBrowser(form);
  }
  for (const text of document.querySelectorAll("[data-passkey-unable]")) text.hidden = true;
}
