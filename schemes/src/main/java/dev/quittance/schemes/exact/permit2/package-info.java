/** The scheme {@code exact} paid through Permit2 (scheme_exact_evm of the x402 specification). */
@NullMarked
package dev.quittance.schemes.exact.permit2;

import org.jspecify.annotations.NullMarked;
