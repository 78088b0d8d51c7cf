// Pays one URL with the client of version 1 and prints what came back as one line of JSON.
// Usage: node pay.mjs URL PRIVATE_KEY [METHOD [BODY]]
import { createSigner, decodeXPaymentResponse, wrapFetchWithPayment } from "x402-fetch";

const [url, privateKey, method = "GET", body] = process.argv.slice(2);
const payingFetch = wrapFetchWithPayment(fetch, await createSigner("base-sepolia", privateKey));

const response = await payingFetch(url, { method, body });
const header = response.headers.get("X-PAYMENT-RESPONSE");
console.log(
  JSON.stringify({
    status: response.status,
    body: await response.text(),
    paymentResponse: header ? decodeXPaymentResponse(header) : null,
  }),
);
