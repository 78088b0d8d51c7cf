/** Follows payments after their first answer, and sends the gateway's own events on their way. */
@NullMarked
package dev.quittance.gateway.follow;

import org.jspecify.annotations.NullMarked;
