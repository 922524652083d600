// Shows the passkey buttons where the browser has passkeys, and fills in their forms.
"use strict";

const able = window.PublicKeyCredential?.parseRequestOptionsFromJSON && navigator.credentials?.get;
for (const form of able ? document.querySelectorAll("form[data-passkey]") : []) {
    form.hidden = false;
    form.addEventListener("submit", event => {
        event.preventDefault();
        prove(form);
    });
}

for (const hint of able ? document.querySelectorAll("[data-without-passkey]") : [])
    hint.hidden = true;

async function prove(form) {
    const button = form.querySelector("button");
    const status = form.querySelector("[role=status]");
    button.disabled = true;
    status.textContent = "";
    try {
        const challenge = form.elements.namedItem("challenge")?.value;
        const offer = await ask(form.dataset.passkey, challenge ? { challenge } : undefined);
        const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(offer.options);
        const credential = await navigator.credentials.get({ publicKey });
        form.elements.namedItem("ceremony").value = offer.ceremony;
        form.elements.namedItem("credential").value = JSON.stringify(credential);
        form.submit();
    } catch (failure) {
        status.textContent = failure instanceof Refusal ? failure.message : "No passkey was used. Try again, or go on in another way.";
        button.disabled = false;
    }
}

class Refusal extends Error {}

async function ask(address, body) {
    const answer = await fetch(address, {
        method: "POST",
        headers: body ? { "Content-Type": "application/json" } : {},
        body: body && JSON.stringify(body),
    });
    const told = await answer.json();
    if (!answer.ok)
        throw new Refusal(told.detail);
    return told;
}
