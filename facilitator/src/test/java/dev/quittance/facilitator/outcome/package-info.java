/** Tests of the package. */
@NullMarked
package dev.quittance.facilitator.outcome;

import org.jspecify.annotations.NullMarked;
