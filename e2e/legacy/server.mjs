// The server of version 1, settling through the facilitator at FACILITATOR_URL with a bearer token.
// Usage: node server.mjs PORT FACILITATOR_URL FACILITATOR_TOKEN PAY_TO
import express from "express";
import { paymentMiddleware } from "x402-express";

const [port, url, token, payTo] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
const route = { price: "$0.001", network: "base-sepolia", config: { description: "An answer worth a tenth of a cent" } };

const app = express();
app.use(
  paymentMiddleware(
    payTo,
    { "GET /answer": route },
    { url, createAuthHeaders: async () => ({ verify: headers, settle: headers, supported: headers }) },
  ),
);
app.get("/answer", (request, response) => response.json({ answer: 42 }));
app.listen(Number(port), "127.0.0.1", () => console.log("listening"));
