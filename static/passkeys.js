// Passkeys, on staff pages only. Fills the hidden fields of an ordinary form and sends it. Where a
// browser cannot do this the forms stay hidden, and passphrase and code are the way in.
"use strict";

(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  // PRF: what only this authenticator works out of this input, once its owner has unlocked it.
  const prf = (form) => ({ prf: { eval: { first: bytes(form.dataset.prfInput) } } });
  const workedOut = (found) => found.getClientExtensionResults().prf?.results?.first;

  const said = (found) => ({ id: found.id, rawId: text(found.rawId), type: found.type });

  async function use(form) {
    const found = await navigator.credentials.get({
      publicKey: {
        challenge: bytes(form.dataset.challenge),
        rpId: form.dataset.host,
        userVerification: "required",
        extensions: prf(form),
      },
    });
    const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
    const response = {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    };
    return [{ ...said(found), response }, workedOut(found)];
  }

  async function make(form) {
    const { challenge, host, site, account, name, known } = form.dataset;
    const made = await navigator.credentials.create({
      publicKey: {
        challenge: bytes(challenge),
        rp: { id: host, name: site },
        user: { id: bytes(account), name, displayName: name },
        pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: known.split(" ").filter(Boolean).map(described),
        authenticatorSelection: {
          residentKey: "required",
          requireResidentKey: true,
          userVerification: "required",
        },
        attestation: "none",
        extensions: prf(form),
      },
    });
    const { clientDataJSON, attestationObject } = made.response;
    const response = {
      clientDataJSON: text(clientDataJSON),
      attestationObject: text(attestationObject),
    };
    return [{ ...said(made), response }, workedOut(made) ?? (await askedAgain(form, made).catch(() => undefined))];
  }

  // Many authenticators say at first only that they know PRF, and work it out when they are used.
  async function askedAgain(form, made) {
    if (!made.getClientExtensionResults().prf?.enabled) return undefined;
    const found = await navigator.credentials.get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)), // nobody looks at this answer
        rpId: form.dataset.host,
        allowCredentials: [described(made.id)],
        userVerification: "required",
        extensions: prf(form),
      },
    });
    return workedOut(found);
  }

  const described = (id) => ({ type: "public-key", id: bytes(id) });

  async function answer(event) {
    event.preventDefault();
    const form = event.currentTarget;
    const failed = form.querySelector("[data-passkey-failed]");
    const button = form.querySelector("button");
    failed.hidden = true;
    button.disabled = true;
    try {
      const [credential, output] = await (form.dataset.passkey === "make" ? make : use)(form);
      form.elements.credential.value = JSON.stringify(credential);
      form.elements.prf.value = output ? text(output) : "";
      form.submit();
      form.elements.prf.value = ""; // sent by now; not to be found with the back button
    } catch {
      failed.hidden = false;
      button.disabled = false;
    }
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential || location.hostname !== form.dataset.host) continue;
    form.hidden = false;
    for (const words of document.querySelectorAll("[data-passkey-cannot]")) words.hidden = true;
    if (form.dataset.passkey !== "ask") form.addEventListener("submit", answer);
  }
})();
