/** The worker against a real database, broker and chain, with a signer written by hand. */
@NullMarked
package dev.quittance.worker;

import org.jspecify.annotations.NullMarked;
