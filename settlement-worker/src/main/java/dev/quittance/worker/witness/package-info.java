/** Keeps what was seen of the signer's transparency log, and shows it to the signer. */
@NullMarked
package dev.quittance.worker.witness;

import org.jspecify.annotations.NullMarked;
