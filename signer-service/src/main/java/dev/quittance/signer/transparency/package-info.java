/** The transparency log: every decision as a leaf of a Merkle tree, its checkpoints and proofs, and who has seen them. */
@NullMarked
package dev.quittance.signer.transparency;

import org.jspecify.annotations.NullMarked;
