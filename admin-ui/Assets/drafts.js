"use strict";

// What somebody types into a form with data-draft="…" is kept by this tab until it is sent or given up: it outlives a lost connection,
// a restart of the portal and a trip to the sign-in service. Nothing of it leaves the browser.
(() => {
  const prefix = "draft:";

  function forgetAll() {
    try {
      sessionStorage.clear(); // what was typed, and which pages of lists were seen
    } catch {
      // without storage there is nothing to forget
    }
  }

  if (document.currentScript.hasAttribute("data-forget-all")) {
    forgetAll();
    return;
  }

  const fields = form => [...form.elements].filter(field => field.name);

  function keep(form) {
    const values = {};
    for (const field of fields(form)) if (field.type !== "radio" || field.checked) values[field.name] = field.value;
    try {
      sessionStorage.setItem(prefix + form.dataset.draft, JSON.stringify(values));
    } catch {
      // storage can be switched off or full: then the draft lives as long as the page
    }
  }

  // Each field once, when it appears: a form may grow rows while it is filled, also by what is restored first.
  const known = new WeakSet();

  function restore(form) {
    const fresh = fields(form).filter(field => !known.has(field));
    if (fresh.length === 0) return;
    for (const field of fresh) known.add(field);
    let values;
    try {
      values = JSON.parse(sessionStorage.getItem(prefix + form.dataset.draft) ?? "null");
    } catch {
      return;
    }

    if (!values) return;
    for (const field of fresh) {
      if (!(field.name in values)) continue;
      if (field.type === "radio") {
        if (field.value === values[field.name] && !field.checked) field.click();
      } else if (field.value !== values[field.name]) {
        field.value = values[field.name];
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
  }

  window.drafts = {
    // For what changes a form without typing, such as another row.
    keep(name) {
      const form = document.querySelector(`form[data-draft="${CSS.escape(name)}"]`);
      if (form) keep(form);
    },

    forget(name) {
      try {
        sessionStorage.removeItem(prefix + name);
      } catch {
        // without storage there is nothing to forget
      }
    },
  };

  document.addEventListener("input", event => {
    const form = event.target.form;
    if (form?.dataset.draft && event.isTrusted) keep(form);
  });

  new MutationObserver(() => {
    for (const form of document.querySelectorAll("form[data-draft]")) restore(form);
  }).observe(document, { childList: true, subtree: true });
})();
