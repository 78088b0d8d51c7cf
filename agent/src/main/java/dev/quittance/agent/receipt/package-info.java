/** Receipts on the payer's side: found in an answer, checked without asking anybody. */
@NullMarked
package dev.quittance.agent.receipt;

import org.jspecify.annotations.NullMarked;
