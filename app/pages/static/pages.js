// What only makes the pages quicker; all of them work without.
// @ts-check

const types = /** @type {any} */ (globalThis).trustedTypes;
const policy = types?.createPolicy("goldlist", { createHTML: (/** @type {string} */ html) => html });

/** The part of another page that explains a figure. @param {string} html */
function explanation(html) {
  const text = /** @type {any} */ (policy ? policy.createHTML(html) : html);
  return new DOMParser().parseFromString(text, "text/html").querySelector("[data-why]");
}

/** Shows the explanation of a figure beside it. @param {HTMLAnchorElement} link */
async function showWhy(link) {
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
  const found = answer.ok && !answer.redirected ? explanation(await answer.text()) : null;
  if (!found) {
    location.assign(link.href);
    return;
  }
  const dialog = document.createElement("dialog");
  const head = found.querySelector("h1");
  if (head) {
    head.id = "why-title";
    dialog.setAttribute("aria-labelledby", "why-title");
  }
  const close = document.createElement("form");
  close.method = "dialog";
  const button = document.createElement("button");
  button.className = "button";
  button.textContent = document.documentElement.dataset.close ?? "Close";
  close.append(button);
  found.querySelector(".no-print")?.remove();
  dialog.append(document.importNode(found, true), close);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a.why") : null;
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (link instanceof HTMLAnchorElement && plain) {
    event.preventDefault();
    showWhy(link).catch(() => location.assign(link.href));
  }
});

// One click is one request: the button waits for the answer.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) form.removeAttribute("data-sent");
});

// "/" goes to the search, as on many other sites.
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select, dialog");
  const find = document.getElementById("find");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && find) {
    event.preventDefault();
    find.focus();
  }
});

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

// A fault leads to its line in the text beside it.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-line]") : null;
  const text = document.getElementById("document");
  if (!(link instanceof HTMLAnchorElement) || !(text instanceof HTMLTextAreaElement)) return;
  event.preventDefault();
  const lines = text.value.split("\n");
  const line = Number(link.dataset.line) - 1;
  const begin = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
  text.focus();
  text.setSelectionRange(begin, begin + (lines[line]?.length ?? 0));
  text.scrollTop = (text.scrollHeight / lines.length) * Math.max(line - 5, 0);
});

// What is being done is looked at again, unless somebody is typing.
for (const one of document.querySelectorAll("[data-again]")) {
  if (one instanceof HTMLElement)
    setTimeout(() => {
      if (!document.activeElement?.matches("input, textarea, select")) location.reload();
    }, Number(one.dataset.again) * 1000);
}
