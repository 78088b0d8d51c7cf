/** Who signed a quittance, found out without asking anybody. */
@NullMarked
package dev.quittance.evm.receipt;

import org.jspecify.annotations.NullMarked;
