/** Trees, proofs and checkpoints against what RFC 6962 says and against a naive tree. */
@NullMarked
package dev.quittance.transparency;

import org.jspecify.annotations.NullMarked;
