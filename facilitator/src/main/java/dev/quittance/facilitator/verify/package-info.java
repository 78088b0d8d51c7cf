/** Whether a payment would settle: the scheme's own rules, then one look at the chain. */
@NullMarked
package dev.quittance.facilitator.verify;

import org.jspecify.annotations.NullMarked;
