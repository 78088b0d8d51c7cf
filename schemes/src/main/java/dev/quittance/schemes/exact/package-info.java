/** The scheme {@code exact} on EVM chains, paid by EIP-3009 authorization (scheme_exact_evm of the x402 specification). */
@NullMarked
package dev.quittance.schemes.exact;

import org.jspecify.annotations.NullMarked;
