// Pays one URL with the official client and prints what came back as one line of JSON.
// Usage: node pay.mjs URL PRIVATE_KEY [METHOD [BODY [RPC_URL]]]
import { decodePaymentResponseHeader, wrapFetchWithPaymentFromConfig } from "@x402/fetch";
import { ExactEvmScheme } from "@x402/evm/exact/client";
import { UptoEvmScheme } from "@x402/evm/upto/client";
import { privateKeyToAccount } from "viem/accounts";

const [url, privateKey, method = "GET", body, rpcUrl] = process.argv.slice(2);
const account = privateKeyToAccount(privateKey);
const payingFetch = wrapFetchWithPaymentFromConfig(fetch, {
  schemes: [
    { network: "eip155:*", client: new ExactEvmScheme(account, rpcUrl ? { rpcUrl } : undefined) },
    { network: "eip155:*", client: new UptoEvmScheme(account) },
  ],
});

const response = await payingFetch(url, { method, body: body || undefined });
const header = response.headers.get("PAYMENT-RESPONSE");
console.log(
  JSON.stringify({
    status: response.status,
    body: await response.text(),
    paymentResponse: header ? decodePaymentResponseHeader(header) : null,
  }),
);
