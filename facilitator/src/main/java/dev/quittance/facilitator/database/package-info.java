/** Transactions. */
@NullMarked
package dev.quittance.facilitator.database;

import org.jspecify.annotations.NullMarked;
