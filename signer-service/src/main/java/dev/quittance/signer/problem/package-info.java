/** Errors as RFC 9457 problem documents. */
@NullMarked
package dev.quittance.signer.problem;

import org.jspecify.annotations.NullMarked;
