"use strict";

(() => {
  const banner = document.getElementById("components-reconnect-modal");

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

  window.dashboardCopy = async text => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false; // not allowed on plain http from another machine
    }
  };

  window.dashboardFocusResource = name =>
    document.querySelector(`[data-resource="${CSS.escape(name)}"] th a`)?.focus();

  // A restarted runner knows nothing of this tab: there is no state to lose that is not in the address, so start afresh at once.
  new MutationObserver(() => {
    if (banner.classList.contains("components-reconnect-rejected")) location.reload();
  }).observe(banner, { attributes: true, attributeFilter: ["class"] });

  Blazor.start({
    circuit: {
      reconnectionOptions: {
        maxRetries: 10000,
        retryIntervalMilliseconds: attempts => Math.min(250 * 2 ** attempts, 4000),
      },
    },
  });
})();
