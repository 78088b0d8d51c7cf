package dev.quittance.bench;

import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.protocol.Address;

/** One who pays with a key of its own. */
record Payer(PrivateKey key, Address address) {}
