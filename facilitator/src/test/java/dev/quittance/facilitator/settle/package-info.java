/** Tests of the package. */
@NullMarked
package dev.quittance.facilitator.settle;

import org.jspecify.annotations.NullMarked;
