// Pays one URL with the official client and prints what came back as one line of JSON.
// Usage: node pay.mjs URL PRIVATE_KEY [METHOD [BODY [RPC_URL [WALLET_FACTORY]]]]
import { decodePaymentResponseHeader, wrapFetchWithPaymentFromConfig } from "@x402/fetch";
import { ExactEvmScheme } from "@x402/evm/exact/client";
import { UptoEvmScheme } from "@x402/evm/upto/client";
import { createPublicClient, encodeFunctionData, http, parseAbi } from "viem";
import { toSmartAccount } from "viem/account-abstraction";
import { privateKeyToAccount } from "viem/accounts";

const [url, privateKey, method = "GET", body, rpcUrl, factory] = process.argv.slice(2);
const owner = privateKeyToAccount(privateKey);
const account = factory ? await wallet() : owner;
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

/** The owner's first wallet, as viem has it sign: under the owner's key (ERC-1271), naming the factory while it does not stand (ERC-6492). */
async function wallet() {
  const abi = parseAbi(["function walletOf(address, uint256) view returns (address)", "function createWallet(address, uint256)"]);
  const args = [owner.address, 1n];
  const client = createPublicClient({ transport: http(rpcUrl) });
  const address = await client.readContract({ address: factory, abi, functionName: "walletOf", args });
  return toSmartAccount({
    client,
    getAddress: async () => address,
    getFactoryArgs: async () => ({ factory, factoryData: encodeFunctionData({ abi, functionName: "createWallet", args }) }),
    signTypedData: (typedData) => owner.signTypedData(typedData),
  });
}
