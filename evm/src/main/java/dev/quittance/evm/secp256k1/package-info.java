/** Keys, signatures and address recovery on the curve secp256k1, by native libsecp256k1. */
@NullMarked
package dev.quittance.evm.secp256k1;

import org.jspecify.annotations.NullMarked;
