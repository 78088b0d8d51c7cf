/** Questions that are asked at the same moment go out together. */
@NullMarked
package dev.quittance.facilitator.coalesce;

import org.jspecify.annotations.NullMarked;
