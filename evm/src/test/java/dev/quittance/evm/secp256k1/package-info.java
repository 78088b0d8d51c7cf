/** Keys and signatures, checked against published vectors and a second implementation. */
@NullMarked
package dev.quittance.evm.secp256k1;

import org.jspecify.annotations.NullMarked;
