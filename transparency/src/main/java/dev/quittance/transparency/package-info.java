/** Append-only logs that prove what they hold: tree hashes, proofs, checkpoints. */
@NullMarked
package dev.quittance.transparency;

import org.jspecify.annotations.NullMarked;
