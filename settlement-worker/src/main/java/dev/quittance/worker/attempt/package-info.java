/** Transactions that put settlements on chain: their state machine and their rows. */
@NullMarked
package dev.quittance.worker.attempt;

import org.jspecify.annotations.NullMarked;
