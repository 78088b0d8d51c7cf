/** Who asks, and how much of it: trusted proxies, rates, caps, slow connections. In memory of one replica. */
@NullMarked
package dev.quittance.gateway.limit;

import org.jspecify.annotations.NullMarked;
