/** Asks a merchant what one request costs. */
@NullMarked
package dev.quittance.gateway.pricing;

import org.jspecify.annotations.NullMarked;
