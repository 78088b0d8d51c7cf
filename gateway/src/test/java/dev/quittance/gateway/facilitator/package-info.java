/** Facilitators that are slow, lie, break or forget, and what the gateway makes of it. */
@NullMarked
package dev.quittance.gateway.facilitator;

import org.jspecify.annotations.NullMarked;
