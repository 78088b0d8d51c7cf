// Pays one URL with the official client and prints what came back as one line of JSON.
// Usage: node pay.mjs URL PRIVATE_KEY [RPC_URL], the last for permits that the payer signs beside the payment
import { decodePaymentResponseHeader, wrapFetchWithPaymentFromConfig } from "@x402/fetch";
import { ExactEvmScheme } from "@x402/evm";
import { privateKeyToAccount } from "viem/accounts";

const [url, privateKey, rpcUrl] = process.argv.slice(2);
const payingFetch = wrapFetchWithPaymentFromConfig(fetch, {
  schemes: [{ network: "eip155:*", client: new ExactEvmScheme(privateKeyToAccount(privateKey), rpcUrl ? { rpcUrl } : undefined) }],
});

const response = await payingFetch(url);
const header = response.headers.get("PAYMENT-RESPONSE");
console.log(
  JSON.stringify({
    status: response.status,
    body: await response.text(),
    paymentResponse: header ? decodePaymentResponseHeader(header) : null,
  }),
);
