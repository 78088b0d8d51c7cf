/** The payment: one authorization and what became of it, as a state machine, an event log and a table. */
@NullMarked
package dev.quittance.facilitator.payment;

import org.jspecify.annotations.NullMarked;
