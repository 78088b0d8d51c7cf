/** The payment state machine and its schema. */
@NullMarked
package dev.quittance.facilitator.payment;

import org.jspecify.annotations.NullMarked;
