/** x402 version 2 on the wire: headers, messages, error reasons (x402 specification v2, transports-v2/http). */
@NullMarked
package dev.quittance.protocol.x402;

import org.jspecify.annotations.NullMarked;
