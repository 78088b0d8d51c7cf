// The official server, settling through the facilitator at FACILITATOR_URL with a bearer token.
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

const throughPermit2 = {
  accepts: {
    scheme: "exact",
    network: "eip155:84532",
    payTo,
    price: {
      amount: "1000",
      asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
      extra: { name: "USDC", version: "2", assetTransferMethod: "permit2" },
    },
  },
  description: "The same, paid through Permit2",
  extensions: { eip2612GasSponsoring: { info: { version: "1" }, schema: { type: "object" } } },
};

const app = express();
app.use(
  paymentMiddleware(
    { "GET /answer": route(), "GET /upfront": route("upfront"), "GET /permit2": throughPermit2 },
    resources,
  ),
);
app.get(["/answer", "/upfront", "/permit2"], (request, response) => response.json({ answer: 42 }));
app.listen(Number(port), "127.0.0.1", () => console.log("listening"));
