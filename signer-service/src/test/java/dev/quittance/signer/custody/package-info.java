/** What is held, against a real database. */
@NullMarked
package dev.quittance.signer.custody;

import org.jspecify.annotations.NullMarked;
