/** What became of settlements: events of the settlement-worker, and the calls that wait for them. */
@NullMarked
package dev.quittance.facilitator.outcome;

import org.jspecify.annotations.NullMarked;
