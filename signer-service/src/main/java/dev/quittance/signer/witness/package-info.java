/** Callers show what they have seen of the log, so that a database that was rolled back is noticed. */
@NullMarked
package dev.quittance.signer.witness;

import org.jspecify.annotations.NullMarked;
