// What the official facilitator tells of itself for exact on one chain, in both versions, as one line of JSON.
// Usage: node supported.mjs SIGNER_ADDRESS
import { x402Facilitator } from "@x402/core/facilitator";
import { toFacilitatorEvmSigner } from "@x402/evm";
import { ExactEvmScheme } from "@x402/evm/exact/facilitator";
import { ExactEvmSchemeV1 } from "@x402/evm/exact/v1/facilitator";

const [address] = process.argv.slice(2);
const never = () => Promise.reject(new Error("nothing is asked of the chain"));
const signer = toFacilitatorEvmSigner({
  address,
  readContract: never,
  verifyTypedData: never,
  writeContract: never,
  sendTransaction: never,
  waitForTransactionReceipt: never,
  getCode: never,
});
const facilitator = new x402Facilitator()
  .register("eip155:84532", new ExactEvmScheme(signer))
  .registerV1("base-sepolia", new ExactEvmSchemeV1(signer));
console.log(JSON.stringify(facilitator.getSupported()));
