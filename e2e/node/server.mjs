// The official server with a few things to sell and a free count of its work, settling through the facilitator at FACILITATOR_URL with a bearer token.
// Usage: node server.mjs PORT FACILITATOR_URL FACILITATOR_TOKEN PAY_TO
import express from "express";
import { paymentMiddleware, x402ResourceServer } from "@x402/express";
import { ExactEvmScheme } from "@x402/evm/exact/server";
import { UptoEvmScheme } from "@x402/evm/upto/server";
import { declareEip2612GasSponsoringExtension, declareErc20ApprovalGasSponsoringExtension } from "@x402/extensions";
import { HTTPFacilitatorClient } from "@x402/core/server";

const [port, url, token, payTo] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
const facilitator = new HTTPFacilitatorClient({
  url,
  createAuthHeaders: async () => ({ verify: headers, settle: headers, supported: headers }),
});
const resources = new x402ResourceServer(facilitator).register("eip155:84532", new ExactEvmScheme());
const kinds = await facilitator.getSupported();
const metered = kinds.kinds.some((kind) => kind.scheme === "upto");
if (metered) resources.register("eip155:84532", new UptoEvmScheme());

const route = (extra, scheme = "exact", price = "$0.001") => ({
  accepts: { scheme, network: "eip155:84532", payTo, price, ...(extra ? { extra } : {}) },
  description: "An answer worth a tenth of a cent",
});

const app = express();
const sold = {
  "GET /answer": route(),
  "GET /other": route(),
  "GET /slow": route(),
  "GET /permit2": route({ assetTransferMethod: "permit2" }),
  "GET /approval": {
    ...route({ assetTransferMethod: "permit2" }),
    extensions: declareErc20ApprovalGasSponsoringExtension(),
  },
  "GET /allowance": {
    ...route({ assetTransferMethod: "permit2" }),
    extensions: declareEip2612GasSponsoringExtension(),
  },
  "GET /upfront": route({ paymentFlow: "upfront" }),
  ...(metered ? { "GET /upto": route(undefined, "upto", "$0.002") } : {}),
};
let runs = 0;
app.get("/runs", (request, response) => response.json({ runs }));
app.use(paymentMiddleware(sold, resources));
app.get("/upto", (request, response) => {
  runs++;
  response.set("Settlement-Overrides", JSON.stringify({ amount: "700" })).json({ answer: 42 });
});
app.get(["/answer", "/other", "/upfront", "/permit2", "/approval", "/allowance"], (request, response) => {
  runs++;
  response.json({ answer: 42 });
});
app.get("/slow", (request, response) => {
  runs++;
  setTimeout(() => response.json({ answer: 42 }), 2000);
});
app.listen(Number(port), "127.0.0.1", () => console.log("listening"));
