/** The upstream's answer to a paid request: kept sealed, given again to whoever may have it, announced. */
@NullMarked
package dev.quittance.gateway.delivery;

import org.jspecify.annotations.NullMarked;
