"use strict";

// "system" follows the browser; a choice is remembered for this browser only.
window.commerceTheme = {
  choice() {
    try {
      return localStorage.getItem("theme") ?? "system";
    } catch {
      return "system"; // storage can be switched off
    }
  },

  choose(theme) {
    this.apply(theme);
    try {
      if (theme === "system") localStorage.removeItem("theme");
      else localStorage.setItem("theme", theme);
    } catch {
      // without storage the choice lasts as long as the page
    }
  },

  apply(theme) {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  },
};

commerceTheme.apply(commerceTheme.choice());
