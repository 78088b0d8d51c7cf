/** The scheme {@code exact} paid by EIP-3009 authorization (scheme_exact_evm of the x402 specification). */
@NullMarked
package dev.quittance.schemes.exact.eip3009;

import org.jspecify.annotations.NullMarked;
