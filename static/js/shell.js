/* What the shell does with scripts; without them menus are <details>, the phone menu is
   :target, and every link and form still works. */
(function () {
  "use strict";
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* Menus: one open at a time; a click elsewhere or Escape closes it. */
  document.addEventListener("click", (event) => {
    all("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
    if (event.target.closest("[data-print]")) { print(); }
    if (event.target.closest(".rail nav a")) { leavePhoneMenu(); }
    const closer = event.target.closest("[data-close-drawer]");
    if (closer) { event.preventDefault(); closeDrawer(); }
  });

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      const field = find("#search-field");
      if (field && field.offsetParent) { event.preventDefault(); field.focus(); field.select(); }
    } else if (event.key === "Escape") {
      escape();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      moveInMenu(event);
    }
  });

  function escape() {
    const menu = find("details.menu[open]");
    if (menu) { menu.open = false; find("summary", menu).focus(); return; }
    if (find("#drawer .drawer")) { closeDrawer(); return; }
    leavePhoneMenu();
  }

  function moveInMenu(event) {
    const menu = event.target.closest("details.menu");
    if (!menu || !menu.open) { return; }
    const items = all("a, button", menu);
    const step = event.key === "ArrowDown" ? 1 : -1;
    const at = items.indexOf(document.activeElement);
    event.preventDefault();
    items[(at + step + items.length) % items.length].focus();
  }

  function leavePhoneMenu() {
    if (location.hash === "#menu") { location.hash = "content"; }
  }

  /* Drawer: what opened it gets the focus back. */
  let opener = null;
  function closeDrawer() {
    const place = find("#drawer");
    if (place) { place.replaceChildren(); }
    if (opener && opener.isConnected) { opener.setAttribute("aria-expanded", "false"); opener.focus(); }
    opener = null;
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "drawer") { return; }
    opener = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (opener) { opener.setAttribute("aria-expanded", "true"); }
    const heading = find("#drawer h2");
    if (heading) { heading.tabIndex = -1; heading.focus({ preventScroll: true }); }
  });

  /* Ticking all rows of a table, and saying how many are ticked. */
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!box.matches || !box.matches('input[type="checkbox"]')) { return; }
    const scope = box.closest("[data-select]");
    if (!scope) { return; }
    const rows = all("[data-select-row]", scope);
    if (box.matches("[data-select-all]")) { rows.forEach((row) => { row.checked = box.checked; }); }
    const ticked = rows.filter((row) => row.checked).length;
    all("[data-select-all]", scope).forEach((every) => {
      every.checked = ticked > 0 && ticked === rows.length;
      every.indeterminate = ticked > 0 && ticked < rows.length;
    });
    all("[data-select-count]", scope).forEach((place) => { place.textContent = String(ticked); });
    rows.forEach((row) => {
      const line = row.closest("tr");
      if (line) { line.classList.toggle("sel", row.checked); }
    });
  });

  /* A sum of errors takes the focus, so that it is read first. */
  function focusErrors(root) {
    const errors = find(".errsum", root);
    if (errors && !find("[autofocus]", root)) { errors.focus(); }
  }
  document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.target));

  /* A request that fails leaves the page as it is and says so at its top. */
  function sayFailure(kind, number) {
    const model = find(`template[data-failure="${kind}"]`);
    const place = find("#flash");
    if (!model || !place) { return; }
    const note = model.content.cloneNode(true);
    const slot = find("[data-request-number]", note);
    if (slot && number) { slot.textContent = number; slot.parentElement.hidden = false; }
    place.replaceChildren(note);
    place.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("htmx:sendError", () => sayFailure("network", ""));
  document.addEventListener("htmx:timeout", () => sayFailure("network", ""));
  document.addEventListener("htmx:responseError", (event) => {
    sayFailure("server", event.detail.xhr.getResponseHeader("X-Request-Number"));
  });

  document.addEventListener("DOMContentLoaded", () => focusErrors(document));
}());
