/** Transactions on the signer's own schema. */
@NullMarked
package dev.quittance.signer.database;

import org.jspecify.annotations.NullMarked;
