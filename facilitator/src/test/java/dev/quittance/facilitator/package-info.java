/** The facilitator as its callers see it, on a real database, broker and chain. */
@NullMarked
package dev.quittance.facilitator;

import org.jspecify.annotations.NullMarked;
