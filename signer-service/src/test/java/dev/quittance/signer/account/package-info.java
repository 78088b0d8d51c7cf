/** Seals without a service around them. */
@NullMarked
package dev.quittance.signer.account;

import org.jspecify.annotations.NullMarked;
