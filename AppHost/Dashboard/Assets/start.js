"use strict";

(() => {
  const banner = document.getElementById("components-reconnect-modal");

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
