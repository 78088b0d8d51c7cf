/** Signing the transaction that puts payments on chain for a settlement service. */
@NullMarked
package dev.quittance.signer.relay;

import org.jspecify.annotations.NullMarked;
