/** Shows people in a browser what an unpaid request costs, and lets them pay it with their wallet. */
@NullMarked
package dev.quittance.gateway.paywall;

import org.jspecify.annotations.NullMarked;
