// Meets a gateway's page for people in a headless Chromium, with a wallet of its own, and prints what happened as one line of
// JSON after "result ". Says "state NAME" when it has seen a state that somebody else has to end.
// Usage: node paywall.mjs CHROMIUM FOLDER CASE URL PRIVATE_KEY
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";
import { privateKeyToAccount } from "viem/accounts";

const [executablePath, folder, name, url, privateKey] = process.argv.slice(2);
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LIMIT = 60_000;
const REJECTED = 4001;
const UNKNOWN_CHAIN = 4902;

const account = privateKeyToAccount(privateKey);
const wallet = { chain: name === "wrong-chain" ? "0x1" : "0x14a34", known: name !== "wrong-chain", asked: [] };

/** The wallet's side: {value} or {code, message}. */
async function answer(method, params) {
  wallet.asked.push(method);
  switch (method) {
    case "eth_requestAccounts":
      return { value: [account.address] };
    case "eth_chainId":
      return { value: wallet.chain };
    case "wallet_switchEthereumChain":
      if (!wallet.known) return { code: UNKNOWN_CHAIN, message: "Unrecognized chain" };
      wallet.chain = params[0].chainId;
      return { value: null };
    case "wallet_addEthereumChain":
      wallet.known = params[0].chainId === "0x14a34" && params[0].rpcUrls.length > 0;
      return { value: null };
    case "eth_signTypedData_v4": {
      if (name === "rejects") return { code: REJECTED, message: "User rejected the request." };
      const typed = JSON.parse(params[1]);
      delete typed.types.EIP712Domain;
      return { value: await account.signTypedData(typed) };
    }
    default:
      return { code: 4200, message: "Unsupported" };
  }
}

/** The page's side: announced as EIP-6963 has it, or, in one case, only as it was done before. */
function inject(style) {
  window.seen = { blobs: {}, policy: [], storage: null };
  addEventListener("securitypolicyviolation", (event) => window.seen.policy.push(event.violatedDirective + " " + event.blockedURI));
  const create = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob) => {
    const made = create(blob);
    window.seen.blobs[made] = blob;
    return made;
  };
  if (style === "none") return;
  const provider = {
    request: async ({ method, params }) => {
      const { value, code, message } = await window.testWallet(method, params ?? []);
      if (code) throw Object.assign(new Error(message), { code });
      return value;
    },
  };
  if (style === "legacy") {
    window.ethereum = provider;
    return;
  }
  const info = { uuid: "350670db-19fa-4704-a166-e52e178b59d2", name: "Test Wallet", icon: "data:,", rdns: "test.wallet" };
  const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
  addEventListener("eip6963:requestProvider", announce);
  announce();
}

const browser = await puppeteer.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb"],
});
const found = { dialogs: 0, violations: [], shots: [] };
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 800, height: 900 });
  page.on("dialog", (dialog) => {
    found.dialogs++;
    dialog.dismiss();
  });
  found.problems = [];
  page.on("pageerror", (error) => found.problems.push(String(error)));
  await page.exposeFunction("testWallet", answer);
  await page.evaluateOnNewDocument(inject, { "no-wallet": "none", "wrong-chain": "legacy" }[name] ?? "announced");

  const state = (...names) =>
    page.waitForFunction((wanted) => wanted.includes(document.body?.dataset.state), { timeout: LIMIT }, names);
  const press = (selector) => page.locator(selector).setTimeout(LIMIT).click();

  /** Looks at a state in light and dark: a picture of each, and what axe-core finds against WCAG AA. */
  async function look(what) {
    for (const scheme of ["light", "dark"]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      const path = `${folder}/${name}-${what}-${scheme}.png`;
      await page.screenshot({ path, fullPage: true });
      found.shots.push(path);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() =>
        axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], iframes: false }),
      );
      found.violations.push(...violations.map((each) => `${what} ${scheme}: ${each.id} ${each.nodes.map((node) => node.html).join(" ")}`));
    }
  }

  async function paid() {
    await state("paid");
    await page.waitForSelector("#quittance:not([hidden])", { timeout: LIMIT });
    found.quittance = JSON.parse(
      await page.evaluate(() => window.seen.blobs[document.getElementById("quittance").href].text()),
    );
    found.saved = await page.evaluate(() => window.seen.blobs[document.getElementById("save").href].text());
    found.text = await page.evaluate(() => document.querySelector("#content pre")?.textContent ?? "");
    const frame = page.frames().find((each) => each !== page.mainFrame());
    if (frame) found.framed = await frame.evaluate(() => document.body.innerText);
    await look("paid");
  }

  const response = await page.goto(url);
  found.status = response.status();
  found.type = response.headers()["content-type"];
  found.what = await page.evaluate(() => document.getElementById("what")?.textContent);
  found.shownUrl = await page.evaluate(() => document.getElementById("url")?.textContent);

  const cases = {
    async pays() {
      await page.waitForSelector("#wallets button");
      await look("ready");
      await press("#wallets button");
      await paid();
    },
    async rejects() {
      await press("#wallets button");
      await state("rejected");
      await look("rejected");
    },
    "wrong-chain": async () => {
      await press("#wallets button");
      await paid();
    },
    async pending() {
      await press("#wallets button");
      await state("pending");
      await look("pending");
      console.log("state pending");
      await paid();
    },
    async reload() {
      await press("#wallets button");
      await state("pending");
      await page.reload();
      await state("settling", "pending");
      console.log("state pending");
      await paid();
      await page.reload();
      await paid();
    },
    async poor() {
      await press("#wallets button");
      await state("refused");
      await look("refused");
    },
    async hostile() {
      await page.waitForSelector("#wallets button");
      await look("ready");
    },
    "no-wallet": async () => {
      await page.waitForFunction(() => document.body.dataset.wallet === "none", { timeout: LIMIT });
      await look("ready");
    },
  };
  await cases[name]();
  found.said = await page.evaluate(() => document.getElementById("status").textContent);
  found.open = await page.evaluate(() => document.getElementById("without").open);
  found.policy = await page.evaluate(() => window.seen.policy);
  found.asked = wallet.asked;
} finally {
  await browser.close();
}
console.log("result " + JSON.stringify(found));
