/** Tests of receipts on the payer's side. */
@NullMarked
package dev.quittance.agent.receipt;

import org.jspecify.annotations.NullMarked;
