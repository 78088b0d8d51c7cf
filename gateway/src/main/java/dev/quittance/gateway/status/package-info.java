/** Tells payer and merchant what became of a payment. */
@NullMarked
package dev.quittance.gateway.status;

import org.jspecify.annotations.NullMarked;
