/** Tells programs what is sold. */
@NullMarked
package dev.quittance.gateway.pricelist;

import org.jspecify.annotations.NullMarked;
