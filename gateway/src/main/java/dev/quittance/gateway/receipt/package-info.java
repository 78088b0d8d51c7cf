/** Quittances: a signed receipt for each paid answer, at once when the signer can, later when it cannot. */
@NullMarked
package dev.quittance.gateway.receipt;

import org.jspecify.annotations.NullMarked;
