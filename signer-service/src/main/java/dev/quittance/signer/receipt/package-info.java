/** Signing receipts of paid requests for services that sell. */
@NullMarked
package dev.quittance.signer.receipt;

import org.jspecify.annotations.NullMarked;
