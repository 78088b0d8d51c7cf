/** The paid retry: what it shows, what is wrong with it, and the way it takes. */
@NullMarked
package dev.quittance.gateway.payment;

import org.jspecify.annotations.NullMarked;
