/** What the facilitator stands on in tests, and those who talk to it. */
@NullMarked
package dev.quittance.facilitator.stack;

import org.jspecify.annotations.NullMarked;
