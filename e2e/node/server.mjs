// The official server with a few things to sell and a free count of its work, settling through the facilitator at FACILITATOR_URL with a bearer token.
// Usage: node server.mjs PORT FACILITATOR_URL FACILITATOR_TOKEN PAY_TO
import express from "express";
import { paymentMiddleware, x402ResourceServer } from "@x402/express";
import { ExactEvmScheme } from "@x402/evm/exact/server";
import { HTTPFacilitatorClient } from "@x402/core/server";

const [port, url, token, payTo] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
const facilitator = new HTTPFacilitatorClient({
  url,
  createAuthHeaders: async () => ({ verify: headers, settle: headers, supported: headers }),
});
const resources = new x402ResourceServer(facilitator).register("eip155:84532", new ExactEvmScheme());

const route = (flow) => ({
  accepts: {
    scheme: "exact",
    network: "eip155:84532",
    payTo,
    price: "$0.001",
    ...(flow ? { extra: { paymentFlow: flow } } : {}),
  },
  description: "An answer worth a tenth of a cent",
});

const app = express();
const sold = { "GET /answer": route(), "GET /other": route(), "GET /slow": route(), "GET /upfront": route("upfront") };
let runs = 0;
app.get("/runs", (request, response) => response.json({ runs }));
app.use(paymentMiddleware(sold, resources));
app.get(["/answer", "/other", "/upfront"], (request, response) => {
  runs++;
  response.json({ answer: 42 });
});
app.get("/slow", (request, response) => {
  runs++;
  setTimeout(() => response.json({ answer: 42 }), 2000);
});
app.listen(Number(port), "127.0.0.1", () => console.log("listening"));
