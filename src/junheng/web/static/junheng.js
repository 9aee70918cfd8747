// What makes pages handier; every page works without it.
"use strict";
(() => {
  const said = words => { const place = document.getElementById("said"); if (place) place.textContent = words; };
  const failed = () => said(document.body.dataset.failed || "");
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:beforeRequest", () => said(""));

  // A box that scrolls must be reachable by the keyboard.
  const reachable = () => document.querySelectorAll(".scroll:not([tabindex])").forEach(box => { box.tabIndex = 0; });
  document.addEventListener("htmx:afterSettle", reachable);
  reachable();

  // <button data-confirm="…"> asks first.
  document.addEventListener("submit", event => {
    const asked = event.submitter && event.submitter.dataset.confirm || event.target.dataset.confirm;
    if (asked && !window.confirm(asked)) { event.preventDefault(); return; }
    // A second click must not send the form twice.
    if (event.target.dataset.sent === "1") { event.preventDefault(); return; }
    if (event.target.method !== "post" || event.defaultPrevented) return;
    event.target.dataset.sent = "1";
    // A form whose answer is a file leaves the page as it is, and may be sent again.
    setTimeout(() => delete event.target.dataset.sent, 3000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(form => delete form.dataset.sent));

  // <input type="checkbox" data-check-all="name"> ticks all of that name in its form; [data-checked] shows how many are ticked.
  document.addEventListener("change", event => {
    const form = event.target.form, all = event.target.dataset && event.target.dataset.checkAll;
    if (!form || event.target.type !== "checkbox") return;
    if (all) form.querySelectorAll(`input[type=checkbox][name="${all}"]:not(:disabled)`).forEach(box => { box.checked = event.target.checked; });
    const place = form.querySelector("[data-checked]");
    if (place) place.textContent = form.querySelectorAll(`input[type=checkbox][name="${place.dataset.checked}"]:checked`).length;
  });

  document.addEventListener("click", event => {
    const button = event.target.closest("[data-print]");
    if (button) window.print();
  });
  // What went wrong is read first.
  const summary = document.querySelector(".summary");
  if (summary) summary.focus();
})();
