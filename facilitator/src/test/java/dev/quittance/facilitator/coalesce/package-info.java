/** Tests of the package. */
@NullMarked
package dev.quittance.facilitator.coalesce;

import org.jspecify.annotations.NullMarked;
