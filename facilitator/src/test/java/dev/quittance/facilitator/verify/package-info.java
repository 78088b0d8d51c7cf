/** Tests of the package. */
@NullMarked
package dev.quittance.facilitator.verify;

import org.jspecify.annotations.NullMarked;
