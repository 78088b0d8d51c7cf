/** Signing refunds and payouts out of merchants' accounts. */
@NullMarked
package dev.quittance.signer.transfer;

import org.jspecify.annotations.NullMarked;
