/** Transactions, checked against those of a reference implementation. */
@NullMarked
package dev.quittance.evm.transaction;

import org.jspecify.annotations.NullMarked;
