/** The facilitator: says whether an x402 payment is valid, has it settled, and remembers what became of it. */
@NullMarked
package dev.quittance.facilitator;

import org.jspecify.annotations.NullMarked;
