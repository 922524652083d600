"use strict";

(() => {
  const banner = document.getElementById("components-reconnect-modal");

  // Signing out ends the page's own session too: it leaves before it is told to sign in again.
  document.getElementById("sign-out").addEventListener("submit", () => Blazor.disconnect());

  // A restarted portal knows nothing of this tab. What it showed stands in the address and what was typed in the drafts: open it anew.
  new MutationObserver(() => {
    if (banner.classList.contains("components-reconnect-rejected")) location.reload();
    else if (banner.classList.contains("components-reconnect-show")) askAgain();
  }).observe(banner, { attributes: true, attributeFilter: ["class"] });

  // A portal that is back and no longer knows the person refuses each try; the page itself leads to the sign-in.
  let asking = 0;
  function askAgain() {
    asking ||= setInterval(async () => {
      if (!banner.classList.contains("components-reconnect-show")) {
        clearInterval(asking);
        asking = 0;
        return;
      }

      const answer = await fetch("_blazor/negotiate?negotiateVersion=1", { method: "POST" }).catch(() => null);
      if (answer?.status === 401) location.reload();
    }, 1500);
  }

  Blazor.start({
    circuit: {
      reconnectionOptions: {
        maxRetries: 10000,
        retryIntervalMilliseconds: attempts => Math.min(250 * 2 ** attempts, 4000),
      },
    },
  });
})();
