// SPDX-License-Identifier: Apache-2.0
// Speaks with the browser about passkeys. A form marked data-passkey="create" or "get" is filled in by it and sent.
"use strict";

(() => {
  const forms = document.querySelectorAll("form[data-passkey]");
  if (!window.PublicKeyCredential) {
    for (const note of document.querySelectorAll("[data-no-passkey]")) note.hidden = false;
    return;
  }

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const ids = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  function readable({ publicKey }) {
    const asked = { ...publicKey, challenge: bytes(publicKey.challenge) };
    if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
    if (asked.excludeCredentials) asked.excludeCredentials = ids(asked.excludeCredentials);
    if (asked.allowCredentials) asked.allowCredentials = ids(asked.allowCredentials);
    return { publicKey: asked };
  }

  function sendable(found) {
    const response = { clientDataJSON: text(found.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (found.response[part]) response[part] = text(found.response[part]);
    }
    if (found.response.getTransports) response.transports = found.response.getTransports();
    return { type: found.type, id: found.id, rawId: text(found.rawId), response, clientExtensionResults: found.getClientExtensionResults() };
  }

  async function options(form) {
    if (!form.dataset.ask) return JSON.parse(form.querySelector("#passkey-options").textContent);
    const answer = await fetch(form.dataset.ask, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).request_options;
  }

  async function run(form) {
    const says = form.querySelector(".says");
    const button = form.querySelector("button");
    says.textContent = "";
    button.disabled = true;
    try {
      const found = await navigator.credentials[form.dataset.passkey](readable(await options(form)));
      form.elements.credential.value = JSON.stringify(sendable(found));
      form.submit();
    } catch (error) {
      button.disabled = false;
      const why = { NotAllowedError: "stopped", AbortError: "stopped", InvalidStateError: "known" }[error.name] ?? "failed";
      says.textContent = says.dataset[why];
    }
  }

  for (const form of forms) {
    form.hidden = false;
    form.addEventListener("submit", (event) => { event.preventDefault(); run(form); });
  }
})();
