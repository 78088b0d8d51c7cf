/** The JSON-RPC client and node methods against a server that misbehaves. */
@NullMarked
package dev.quittance.evm.rpc;

import org.jspecify.annotations.NullMarked;
