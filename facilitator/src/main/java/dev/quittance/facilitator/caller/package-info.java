/** Who may ask: bearer tokens and the callers they stand for. */
@NullMarked
package dev.quittance.facilitator.caller;

import org.jspecify.annotations.NullMarked;
