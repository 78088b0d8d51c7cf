/** The scheme {@code upto}: a meter says how much of what is permitted is taken (scheme_upto_evm of the x402 specification). */
@NullMarked
package dev.quittance.schemes.upto;

import org.jspecify.annotations.NullMarked;
