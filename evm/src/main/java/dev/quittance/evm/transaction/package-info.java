/** EIP-1559 transactions: building, signing and strict reading of raw bytes. */
@NullMarked
package dev.quittance.evm.transaction;

import org.jspecify.annotations.NullMarked;
