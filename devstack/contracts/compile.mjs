// Compiles src/*.sol and writes one artifact per contract: node compile.mjs [target folder]
import { readdirSync, readFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "../src/main/resources/dev/quittance/devstack/contracts");
const contracts = [
  "ContractWallet",
  "DollarToken",
  "ExactPermit2Proxy",
  "Multicall3",
  "Permit2",
  "Proxy",
  "SignatureChecker",
  "UptoPermit2Proxy",
  "WalletFactory",
];

const sources = Object.fromEntries(
  readdirSync(join(here, "src"))
    .sort()
    .map((file) => [file, { content: readFileSync(join(here, "src", file), "utf8") }]),
);

const input = {
  language: "Solidity",
  sources,
  settings: {
    evmVersion: "cancun",
    optimizer: { enabled: true, runs: 1000000 },
    // Without the hash of the metadata the bytes depend on the code alone, not on comments.
    metadata: { bytecodeHash: "none", appendCBOR: false },
    // The checker's fixed home on the local chain; Contracts.java places it there.
    libraries: { "SignatureChecker.sol": { SignatureChecker: "0x00000000000000000000000000000000d0110001" } },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } },
  },
};

const output = JSON.parse(solc.compile(JSON.stringify(input)));
for (const problem of output.errors ?? []) {
  console.error(problem.formattedMessage);
}
if (output.errors?.length) {
  process.exit(1);
}

mkdirSync(target, { recursive: true });
for (const name of contracts) {
  const { abi, evm } = output.contracts[`${name}.sol`][name];
  const artifact = {
    contract: name,
    compiler: solc.version(),
    abi,
    creation: `0x${evm.bytecode.object}`,
    runtime: `0x${evm.deployedBytecode.object}`,
  };
  writeFileSync(join(target, `${name}.json`), `${JSON.stringify(artifact, null, 1)}\n`);
}
