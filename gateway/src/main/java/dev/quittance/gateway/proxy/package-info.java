/** Streams requests to the upstream and answers to the client. */
@NullMarked
package dev.quittance.gateway.proxy;

import org.jspecify.annotations.NullMarked;
