
"use strict";
(() => {
  const element = (id) => document.getElementById(id);
  const data = document.body.dataset;
  const target = location.pathname + location.search;
  const place = "quittance:" + target;
  const utf8 = (base64) => new TextDecoder().decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
  const base64 = (text) => btoa(Array.from(new TextEncoder().encode(text), (b) => String.fromCharCode(b)).join(""));
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const required = JSON.parse(utf8(data.required));
  const offers = JSON.parse(data.offers);
  const challenge = required.extensions?.quittance?.info?.challenge ?? "";
  // The gateway's clock judges; this device's may be wrong.
  const ahead = Number(data.now) - Date.now();
  const seconds = () => Math.floor((Date.now() + ahead) / 1000);

  // The outcome is open, or there is no room at the moment.
  const ASK_AGAIN = [429, 503];
  const ATTEMPTS = 60;
  const ANSWER_LIMIT = 150_000;
  const TEXT_MAX = 1_000_000;
  const RECEIPT_LOOKS = 15;
  const REJECTED = 4001;
  const UNKNOWN_CHAIN = 4902;

  // What each state says, whether it goes on by itself, and what the button below does.
  const STATES = {
    ready: { words: "" },
    connecting: { words: "Waiting for your wallet to connect.", busy: true },
    switching: { words: "Waiting for your wallet to change its network.", busy: true },
    signing: { words: "Waiting for your signature. Nothing is paid before you sign.", busy: true },
    settling: { words: "Signed. The payment is being settled; you may reload this page, it pays once.", busy: true },
    pending: { words: "Not settled yet. The same payment is shown again by itself.", busy: true },
    waiting: { words: "Still not settled.", next: ["Ask again with the same payment", () => settle()] },
    rejected: { words: "You rejected it in the wallet. Nothing was paid." },
    failed: { words: "The wallet could not do it. Nothing was paid." },
    refused: { words: "The payment was refused, nothing was charged.", next: ["Start again", startAnew] },
    ended: { words: "This payment gets no answer.", next: ["Make a new payment", startAnew] },
    passed: { words: "No content came. Asked again with the same payment, you pay once.", next: ["Ask again with the same payment", () => settle()] },
    paid: { words: "", next: ["Buy it again", startAnew] },
  };

  function show(state, detail) {
    const { words, busy, next } = STATES[state];
    data.state = state;
    document.body.toggleAttribute("data-busy", Boolean(busy));
    element("status").textContent = [words, detail].filter(Boolean).join(" ");
    element("next").hidden = !next;
    if (next) {
      element("next").textContent = next[0];
      element("next").onclick = next[1];
    }
    const free = !busy && !recall();
    for (const control of document.querySelectorAll("#wallets button")) control.disabled = !free;
    element("wallets").hidden = Boolean(next) || (!free && !busy);
  }

  // --- One payment at a time: what was signed is kept until it is done with, and never signed twice ---

  function recall() {
    try {
      return JSON.parse(sessionStorage.getItem(place));
    } catch {
      return null;
    }
  }

  function startAnew() {
    sessionStorage.removeItem(place);
    location.reload();
  }

  // --- The wallet ---

  const wallets = new Map();

  function offerWallets() {
    const buttons = [...wallets.values()].map(({ name, provider }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name ? "Pay with " + name : "Pay with wallet";
      button.onclick = () => pay(provider);
      return button;
    });
    element("wallets").replaceChildren(...buttons);
  }

  function discover() {
    addEventListener("eip6963:announceProvider", ({ detail }) => {
      const name = String(detail?.info?.name ?? "").slice(0, 40);
      if (!detail?.provider?.request || wallets.has(detail.info?.uuid)) return;
      wallets.delete("injected");
      wallets.set(detail.info?.uuid, { name, provider: detail.provider });
      offerWallets();
    });
    dispatchEvent(new Event("eip6963:requestProvider"));
    const injected = () => {
      if (!wallets.size && window.ethereum?.request) {
        wallets.set("injected", { name: "", provider: window.ethereum });
        offerWallets();
      }
    };
    injected();
    addEventListener("ethereum#initialized", injected, { once: true });
    setTimeout(() => {
      injected();
      if (!wallets.size && !recall()) {
        data.wallet = "none";
        element("status").textContent = "No wallet was found in this browser. Below are other ways to pay.";
        element("without").open = true;
      }
    }, 1000);
  }

  async function reach(provider, chain) {
    const current = async () => BigInt(await provider.request({ method: "eth_chainId" }));
    if ((await current()) === BigInt(chain.chainId)) return;
    show("switching", chain.chainName);
    const change = () => provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId: chain.chainId }] });
    try {
      await change();
    } catch (error) {
      if ((error?.data?.originalError?.code ?? error?.code) !== UNKNOWN_CHAIN) throw error;
      await provider.request({ method: "wallet_addEthereumChain", params: [chain] });
      await change();
    }
    if ((await current()) !== BigInt(chain.chainId)) throw new Error("It stayed on another network.");
  }

  function typed(offer, chain, authorization) {
    const field = (type, name) => ({ name, type });
    return {
      types: {
        EIP712Domain: [field("string", "name"), field("string", "version"), field("uint256", "chainId"), field("address", "verifyingContract")],
        TransferWithAuthorization: [
          field("address", "from"), field("address", "to"), field("uint256", "value"),
          field("uint256", "validAfter"), field("uint256", "validBefore"), field("bytes32", "nonce"),
        ],
      },
      primaryType: "TransferWithAuthorization",
      domain: { name: offer.extra.name, version: offer.extra.version, chainId: Number(chain.chainId), verifyingContract: offer.asset },
      message: authorization,
    };
  }

  // Some hardware wallets give the parity where contracts want 27 or 28.
  function canonical(signature) {
    const end = signature.slice(-2);
    return signature.length === 132 && (end === "00" || end === "01") ? signature.slice(0, -2) + (end === "00" ? "1b" : "1c") : signature;
  }

  function extensions() {
    const echoed = structuredClone(required.extensions ?? {});
    const named = echoed["payment-identifier"];
    if (named?.info) named.info.id = "page_" + crypto.getRandomValues(new Uint32Array(4)).join("_");
    return echoed;
  }

  async function pay(provider) {
    if (recall()) return settle();
    if (Number(challenge.split(".")[1]) < seconds() + 30) return location.reload();
    const chosen = document.querySelector("input[name=offer]:checked");
    if (!chosen) return show("failed", "No way to pay is chosen.");
    const offer = required.accepts[chosen.value];
    const { chain } = offers[chosen.value];
    try {
      show("connecting");
      const [from] = await provider.request({ method: "eth_requestAccounts" });
      await reach(provider, chain);
      show("signing");
      const authorization = {
        from,
        to: offer.payTo,
        value: offer.amount,
        validAfter: "0",
        validBefore: String(seconds() + offer.maxTimeoutSeconds),
        nonce: data.nonce,
      };
      const asked = [from, JSON.stringify(typed(offer, chain, authorization))];
      const signature = canonical(await provider.request({ method: "eth_signTypedData_v4", params: asked }));
      const payment = {
        x402Version: 2,
        resource: required.resource,
        accepted: offer,
        payload: { signature, authorization },
        extensions: extensions(),
      };
      const kept = { header: base64(JSON.stringify(payment)), challenge, price: offers[chosen.value].price };
      // Before it is sent, so that no reload loses it; a tab that cannot keep it does not pay.
      sessionStorage.setItem(place, JSON.stringify(kept));
    } catch (error) {
      return error?.code === REJECTED ? show("rejected") : show("failed", String(error?.message ?? "").slice(0, 300));
    }
    return settle();
  }

  // --- The paid request ---

  async function settle() {
    const kept = recall();
    show("settling");
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      let answer;
      try {
        answer = await fetch(target, {
          headers: { "PAYMENT-SIGNATURE": kept.header, Accept: "text/html,application/xhtml+xml,*/*;q=0.8" },
          cache: "no-store",
          redirect: "manual",
          signal: AbortSignal.timeout(ANSWER_LIMIT),
        });
      } catch {
        show("pending", "The connection broke off.");
        await sleep(5000);
        continue;
      }
      const status = answer.headers.get("Payment-Status");
      if (!ASK_AGAIN.includes(answer.status) || !isProblem(answer)) return conclude(answer, status, kept);
      const told = await problem(answer);
      const pause = Math.min(Math.max(Number(answer.headers.get("Retry-After")) || 5, 1), 60);
      show("pending", [told.detail, await progress(status, kept)].filter(Boolean).join(" "));
      await sleep(pause * 1000);
    }
    show("waiting");
  }

  const isProblem = (answer) => (answer.headers.get("Content-Type") ?? "").startsWith("application/problem+json");
  const problem = (answer) => answer.json().catch(() => ({}));

  async function ask(url, kept) {
    if (!url || new URL(url, location.href).origin !== location.origin) return null;
    const answer = await fetch(url, { headers: { "Payment-Challenge": kept.challenge }, cache: "no-store" }).catch(() => null);
    return answer?.ok ? answer.json().catch(() => null) : null;
  }

  async function progress(url, kept) {
    const state = (await ask(url, kept))?.state;
    return state ? "State: " + state + "." : "";
  }

  async function conclude(answer, status, kept) {
    if (answer.type === "opaqueredirect") return show("ended", "The server answered with a redirect, which this page does not follow.");
    const again = answer.headers.get("PAYMENT-REQUIRED");
    if (again && (answer.status === 402 || answer.status === 412)) {
      sessionStorage.removeItem(place);
      return show("refused", "Reason: " + String(JSON.parse(utf8(again)).error ?? "unknown") + ".");
    }
    if (isProblem(answer) && !answer.headers.get("PAYMENT-RESPONSE")) {
      const told = await problem(answer);
      if (answer.status === 502) return show("passed", told.detail);
      return show("ended", [told.detail, told.code && "(" + told.code + ")"].filter(Boolean).join(" "));
    }
    const settlement = answer.headers.get("PAYMENT-RESPONSE");
    if (!settlement) return show("passed", "It answered " + answer.status + ".");
    await display(answer);
    show("paid", kept.price + " paid." + (answer.ok ? "" : " The server answered " + answer.status + "."));
    document.title = "Paid: " + location.host;
    element("title").textContent = "Paid";
    element("title").focus();
    return keepQuittance(JSON.parse(utf8(settlement)).extensions?.quittance?.info, status, kept);
  }

  // --- The content. It comes from the merchant's server and gets no script, no frame and no storage of this origin. ---

  function node(name, properties) {
    return Object.assign(document.createElement(name), properties);
  }

  async function view(body, type, attached) {
    const url = () => URL.createObjectURL(body);
    if (attached) return node("p", { textContent: "The content is a file: save it." });
    if (type === "text/html" || type === "application/xhtml+xml") {
      const frame = node("iframe", { title: "The content" });
      frame.setAttribute("sandbox", "");
      frame.src = url();
      return frame;
    }
    if (type.startsWith("image/")) return node("img", { alt: "The content", src: url() });
    if (type.startsWith("audio/")) return node("audio", { controls: true, src: url() });
    if (type.startsWith("video/")) return node("video", { controls: true, src: url() });
    if (type.startsWith("text/") || /^application\/(.*\+)?(json|xml)$/.test(type)) {
      const text = node("pre", { tabIndex: 0, textContent: (await body.slice(0, TEXT_MAX).text()) + (body.size > TEXT_MAX ? "\n…" : "") });
      text.setAttribute("role", "region");
      text.setAttribute("aria-label", "The content");
      return text;
    }
    return node("p", { textContent: "This kind of content is not shown here: save it." });
  }

  async function display(answer) {
    const body = await answer.blob();
    const type = (answer.headers.get("Content-Type") ?? "").split(";")[0].trim().toLowerCase();
    const attached = (answer.headers.get("Content-Disposition") ?? "").startsWith("attachment");
    element("content").replaceChildren(await view(body, type, attached));
    // Of no type that a browser would open: opened, it would run in this origin.
    element("save").href = URL.createObjectURL(new Blob([body], { type: "application/octet-stream" }));
    element("save").download = decodeURIComponent(location.pathname.split("/").pop()) || "content";
    element("paid").hidden = false;
  }

  async function keepQuittance(carried, status, kept) {
    let receipt = carried?.quittance && carried.signature ? carried : null;
    for (let look = 0; !receipt && status && look < RECEIPT_LOOKS; look++) {
      if (look) await sleep(2000);
      receipt = await ask(status + "/receipt", kept);
    }
    if (!receipt) return;
    const file = new Blob([JSON.stringify(receipt, null, 1)], { type: "application/octet-stream" });
    element("quittance").href = URL.createObjectURL(file);
    element("quittance").hidden = false;
  }

  if (offers.some((offer) => offer.payable)) discover();
  else {
    element("without").open = true;
    element("status").textContent = "No wallet can pay this here. Below are other ways to pay.";
  }
  if (recall()) settle();
})();
