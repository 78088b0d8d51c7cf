/** The binding of one authorization to one request, and the state of what was paid for. */
@NullMarked
package dev.quittance.gateway.reservation;

import org.jspecify.annotations.NullMarked;
