"use strict";

(() => {
  window.commerce = {
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        return false; // not allowed on plain http from another machine
      }
    },
  };

  document.addEventListener("click", event => {
    if (event.target.closest("[data-reload]")) location.reload();
  });

  // With a <base> element "#main" would leave the page, so the link is followed by hand.
  document.addEventListener("click", event => {
    if (!event.target.closest("[data-skip]")) return;
    event.preventDefault();
    event.stopPropagation();
    document.getElementById("main").focus();
  }, true);
})();
