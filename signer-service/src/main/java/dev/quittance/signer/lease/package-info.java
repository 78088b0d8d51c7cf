/** Which of several signers signs: the one that holds the lease. */
@NullMarked
package dev.quittance.signer.lease;

import org.jspecify.annotations.NullMarked;
