/** Batching JSON-RPC client and the typed methods of an EVM node. */
@NullMarked
package dev.quittance.evm.rpc;

import org.jspecify.annotations.NullMarked;
