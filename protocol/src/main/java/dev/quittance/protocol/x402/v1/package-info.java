/** x402 version 1 on the wire, as far as its clients see it (x402 specification v1, transports-v1/http). */
@NullMarked
package dev.quittance.protocol.x402.v1;

import org.jspecify.annotations.NullMarked;
