"use strict";

(() => {
  window.portal = {
    timeZone: () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? null,

    isVisible: () => document.visibilityState === "visible",

    // Which page of a list came before which, by their cursors, for as long as the tab lives.
    rememberPage: (cursor, before) => {
      try {
        sessionStorage.setItem("page:" + cursor, before);
      } catch {
        // storage can be switched off or full: then the first page is the way back
      }
    },

    pageBefore: cursor => {
      try {
        return sessionStorage.getItem("page:" + cursor);
      } catch {
        return null;
      }
    },

    showModal: dialog => {
      if (dialog && !dialog.open) dialog.showModal();
    },
  };

  // A menu that was opened closes when something else is wanted.
  document.addEventListener("click", event => {
    for (const menu of document.querySelectorAll("details[data-popup][open]"))
      if (!menu.contains(event.target)) menu.open = false;
  });

  // Where something may be dropped is said here: asked of the server it would be an event for every pixel.
  document.addEventListener("dragover", event => {
    if (event.target.closest("[data-drop]")) event.preventDefault();
  });

  const isTyping = target => target.closest("input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]");
  let begun = "";
  let begunAt = 0;

  // What a key does stands at the element that it presses: the page alone knows what is there.
  document.addEventListener("keydown", event => {
    const chord = (event.ctrlKey || event.metaKey ? "ctrl+" : "") + event.key.toLowerCase();
    if (chord === "ctrl+k") {
      event.preventDefault();
      press("ctrl+k");
      return;
    }

    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return escape();
    if (event.key === "j" || event.key === "k") return move(event.key === "j" ? 1 : -1);
    if (event.key === "x") return document.activeElement.closest("tr[data-row]")?.querySelector(".row-check")?.click();
    if (event.key === "/") {
      event.preventDefault();
      document.querySelector("[data-first-filter]")?.focus();
      return;
    }

    const sequence = performance.now() - begunAt < 1200 ? `${begun} ${event.key}`.trim() : event.key;
    if (press(sequence) || press(event.key)) begun = "";
    else [begun, begunAt] = [event.key, performance.now()];
  });

  function press(keys) {
    const target = document.querySelector(`[data-keys="${CSS.escape(keys)}"]`);
    target?.click();
    return Boolean(target);
  }

  function escape() {
    const menu = document.querySelector("details[data-popup][open]");
    if (menu) menu.open = false;
    else document.querySelector("[data-escape] a[href][title*=Esc]")?.click();
  }

  function move(by) {
    const links = [...document.querySelectorAll("tr[data-row] .row-link")];
    const row = document.activeElement.closest("tr[data-row]") ?? document.querySelector("tr.opened");
    const at = links.findIndex(link => row?.contains(link));
    (links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)])?.focus();
  }
})();
