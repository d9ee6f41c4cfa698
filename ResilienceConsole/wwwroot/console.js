// Replaces the live parts of the page once a second, and sends its forms.
"use strict";

const connection = document.getElementById("connection");
const main = document.querySelector("main");
const shown = new Map();

function say(text) {
  if (connection.textContent !== text) {
    connection.textContent = text;
  }
}

// Leaves a part alone while it has the focus or a text selection in it.
function isInUse(element) {
  const selection = document.getSelection();
  return element.contains(document.activeElement)
    || (selection && !selection.isCollapsed && element.contains(selection.anchorNode));
}

function replace(id, html) {
  const element = document.getElementById(id);
  if (element && shown.get(id) !== html && !isInUse(element)) {
    shown.set(id, html);
    element.innerHTML = html;
  }
}

function update(event) {
  const { structure, parts } = JSON.parse(event.data);
  if (structure !== main.dataset.structure) {
    // The controls have changed. Reload, but not while one of them has the focus.
    if (!main.contains(document.activeElement)) {
      location.reload();
      return;
    }
  }

  for (const [id, html] of Object.entries(parts)) {
    replace(id, html);
  }
}

function listen() {
  const events = new EventSource("events");
  events.addEventListener("live", update);
  events.addEventListener("open", () => say(""));
  events.addEventListener("error", () => say("The console does not answer; trying again."));
}

async function send(form, button) {
  const order = Object.fromEntries(new FormData(form, button));
  if (order.seconds) {
    order.seconds = Number(order.seconds);
  }

  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(order),
    });
    const answer = await response.json();
    say(response.ok ? answer : answer.detail);
  } catch {
    say("The console does not answer. Nothing was switched.");
  }
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target, event.submitter);
});

listen();
