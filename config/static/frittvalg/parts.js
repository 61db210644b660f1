// Puts what came in the place of a part of the page, where a button asks for no more than that; by htmx, decision 0020.
// Every page works without it. Where it goes otherwise than expected the form is sent the plain way, and its page comes.
"use strict";

const parts = { createHTML: (text) => text };
const told = document.createElement("p");
told.className = "ds-sr-only";
told.setAttribute("role", "status");
document.getElementById("main").append(told);

function refuse() {
  throw new Error("nothing here runs what stands in an attribute or an answer");
}

// Nothing can be typed where it would be lost, and nothing pressed twice.
function hold({ target }, is) {
  target.inert = is;
  target.setAttribute("aria-busy", is);
}

function letGo(ctx) {
  hold(ctx, false);
  (ctx.request.submitter ?? ctx.sourceElement).focus();
}

// As the browser would have sent it: what comes then is a whole page, be it of an error or the log-in.
function sendPlain(ctx) {
  letGo(ctx);
  if (ctx.sourceElement === ctx.form) HTMLFormElement.prototype.submit.call(ctx.form);
  else ctx.form.requestSubmit(ctx.sourceElement);
  return false;
}

function isPart({ response: { raw } }) {
  const type = raw.headers.get("Content-Type") || "";
  return raw.status === 200 && !raw.redirected && type.startsWith("text/html");
}

htmx.registerExtension("parts", {
  init(api) {
    const policy = window.trustedTypes ? window.trustedTypes.createPolicy("parts", parts) : parts;
    api.initSecurity({ createHTML: (text) => policy.createHTML(text), createScript: refuse }, refuse, refuse);
  },
  // The address and the pressed button are the form's own, so that both ways send the same.
  htmx_config_request(from, { ctx }) {
    ctx.form = from.closest("form");
    ctx.request.action = ctx.form.getAttribute("action");
    if (from !== ctx.form) ctx.request.body.set(from.name, from.value);
  },
  htmx_before_request(from, { ctx }) {
    hold(ctx, true);
  },
  htmx_before_response(from, { ctx }) {
    document.dispatchEvent(new Event(ctx.response.status < 500 ? "answered" : "unanswered"));
    return isPart(ctx) || sendPlain(ctx);
  },
  htmx_before_swap(from, { ctx, tasks }) {
    const came = tasks[0] && tasks[0].fragment.firstElementChild;
    if (!came || came.id !== ctx.target.id) return sendPlain(ctx);
    // What the line has to say stands beside what was typed last, and must not go with it.
    const line = document.getElementById("line");
    if (ctx.target.contains(line)) ctx.target.after(line);
    return true;
  },
  htmx_after_swap(from, { ctx }) {
    const part = ctx.target;
    hold(ctx, false);
    const wrong = part.querySelector("[aria-invalid=true]");
    const message = part.querySelector(".site-messages, [data-field=validation]");
    // htmx goes to what asks for it; else one goes on at what is wrong, or where the part begins.
    if (!part.contains(document.activeElement)) {
      part.tabIndex = -1;
      (wrong ?? part).focus();
    }
    told.textContent = part.dataset.said || (message ? message.textContent.trim() : "");
    // A draft is kept of what is there now.
    if (ctx.form.isConnected) ctx.form.dispatchEvent(new Event("input", { bubbles: true }));
  },
  htmx_error(from, { ctx }) {
    if (!ctx) return;
    if (ctx.response) {
      sendPlain(ctx);
    } else {
      letGo(ctx);
      document.dispatchEvent(new Event("unanswered"));
    }
  },
});
