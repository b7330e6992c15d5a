/* The form of a report. Without this file it works by its buttons; with it every field
   saves itself, faults are tied to their fields, and a lost network is told and mended. */
(function () {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const WAIT = 8000;

  /* A fault beside its field is named by the field, for those who do not see it. */
  function tieFaults() {
    all(".entry [aria-invalid]").forEach((field) => {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    });
    all(".entry .err[data-for]").forEach((fault) => {
      const field = document.getElementById(fault.dataset.for);
      if (!field) { return; }
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", fault.id);
    });
  }

  /* Enter goes on to the next field, as in a spreadsheet, instead of sending the form. */
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || !field.matches(".entry input.in")) { return; }
    event.preventDefault();
    const fields = all(".entry input.num");
    const next = fields[fields.indexOf(field) + 1];
    if (next) { next.focus(); next.select(); } else { field.blur(); }
  });

  /* Confirming a large change: the reason first, then the line saves itself. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-confirm-figure]");
    if (!button) { return; }
    event.preventDefault();
    const note = button.closest(".note");
    const answer = note.querySelector(".answer");
    const wanted = note.querySelector("[data-answer-first]");
    const isEmpty = !answer.value.trim();
    wanted.hidden = !isEmpty;
    if (isEmpty) { answer.focus(); return; }
    note.classList.remove("warn");
    answer.dispatchEvent(new Event("change", { bubbles: true }));
  });

  /* What could not be sent is kept in the page and sent again. */
  const unsent = new Set();
  function lineOf(event) { return event.target.closest && event.target.closest("tbody.line"); }
  function sayUnsent() {
    const place = document.getElementById("saved");
    if (!place || !unsent.size) { return; }
    place.textContent = place.dataset.unsent || "";
  }
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => {
    document.addEventListener(name, (event) => {
      const line = lineOf(event);
      if (!line) { return; }
      unsent.add(line.id);
      sayUnsent();
      setTimeout(sendAgain, WAIT);
    });
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const line = lineOf(event);
    if (!line || !event.detail.successful || !unsent.delete(line.id)) { return; }
    if (!unsent.size) { document.getElementById("flash").replaceChildren(); }
  });
  function sendAgain() {
    [...unsent].forEach((id) => {
      const line = document.getElementById(id);
      const field = line && line.querySelector(".saves");
      if (field) { field.dispatchEvent(new Event("change", { bubbles: true })); }
    });
  }
  addEventListener("online", sendAgain);
  addEventListener("beforeunload", (event) => { if (unsent.size) { event.preventDefault(); } });

  document.addEventListener("htmx:oobAfterSwap", tieFaults);
  document.addEventListener("htmx:afterSettle", tieFaults);
  document.addEventListener("DOMContentLoaded", () => {
    tieFaults();
    all("[data-needs-script]").forEach((part) => { part.hidden = false; });
  });
}());
