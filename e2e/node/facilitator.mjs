// The official facilitator for exact and upto on one chain, as its packages build it, with viem's nonce manager.
// Usage: node facilitator.mjs PORT RPC_URL RELAYER_PRIVATE_KEY [WALLET_FACTORY]
import express from "express";
import { x402Facilitator } from "@x402/core/facilitator";
import { toFacilitatorEvmSigner } from "@x402/evm";
import { ExactEvmScheme } from "@x402/evm/exact/facilitator";
import { ExactEvmSchemeV1 } from "@x402/evm/exact/v1/facilitator";
import { UptoEvmScheme } from "@x402/evm/upto/facilitator";
import { createWalletClient, http, publicActions } from "viem";
import { nonceManager, privateKeyToAccount } from "viem/accounts";
import { baseSepolia } from "viem/chains";

const [port, rpcUrl, privateKey, factory] = process.argv.slice(2);
const account = privateKeyToAccount(privateKey, { nonceManager });
const client = createWalletClient({ account, chain: baseSepolia, transport: http(rpcUrl) }).extend(publicActions);
const signer = toFacilitatorEvmSigner({
  address: account.address,
  readContract: (args) => client.readContract({ ...args, args: args.args ?? [] }),
  verifyTypedData: (args) => client.verifyTypedData(args),
  writeContract: (args) => client.writeContract({ ...args, args: args.args ?? [] }),
  sendTransaction: (args) => client.sendTransaction(args),
  waitForTransactionReceipt: (args) => client.waitForTransactionReceipt(args),
  getCode: (args) => client.getCode(args),
});
const facilitator = new x402Facilitator()
  .register("eip155:84532", new ExactEvmScheme(signer, { eip6492AllowedFactories: factory ? [factory] : [] }))
  .register("eip155:84532", new UptoEvmScheme(signer))
  .registerV1("base-sepolia", new ExactEvmSchemeV1(signer));

const app = express();
app.use(express.json());
const answer = (operation) => async (request, response) => {
  try {
    const { paymentPayload, paymentRequirements } = request.body;
    response.json(await operation(paymentPayload, paymentRequirements));
  } catch (error) {
    response.status(500).json({ error: String(error) });
  }
};
app.post("/verify", answer((payload, requirements) => facilitator.verify(payload, requirements)));
app.post("/settle", answer((payload, requirements) => facilitator.settle(payload, requirements)));
app.get("/supported", (request, response) => response.json(facilitator.getSupported()));
app.listen(Number(port), "127.0.0.1", () => console.log("listening"));
