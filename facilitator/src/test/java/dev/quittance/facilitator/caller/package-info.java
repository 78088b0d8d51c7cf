/** Callers and their tokens. */
@NullMarked
package dev.quittance.facilitator.caller;

import org.jspecify.annotations.NullMarked;
