/* Sets light or dark before the first paint (loaded in the head, without defer) and
   keeps the reader's choice in this browser. Without scripts the page is light. */
(function () {
  "use strict";
  var root = document.documentElement;
  var system = matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try { return localStorage.getItem("theme"); } catch (error) { return null; }
  }
  function apply() {
    root.dataset.theme = chosen() || (system.matches ? "dark" : "light");
    dispatchEvent(new Event("themechange"));
  }
  apply();
  system.addEventListener("change", apply);
  addEventListener("storage", apply);
  /* Paper is white: charts, which copy the colours, must be drawn for it. */
  addEventListener("beforeprint", function () {
    root.dataset.theme = "light";
    dispatchEvent(new Event("themechange"));
  });
  addEventListener("afterprint", apply);
  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-theme-toggle]")) { return; }
    var next = root.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", next); } catch (error) { /* private window */ }
    root.dataset.theme = next;
    dispatchEvent(new Event("themechange"));
  });
}());
