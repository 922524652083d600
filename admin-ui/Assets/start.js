"use strict";

(() => {
  const banner = document.getElementById("components-reconnect-modal");

  document.addEventListener("click", event => {
    if (event.target.closest("[data-reload]")) location.reload();
  });

  // A restarted portal knows nothing of this tab. What it showed stands in the address and what was typed in the drafts: open it anew.
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
