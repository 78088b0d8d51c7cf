/** Tests of buying, against an HTTP server that plays the gateway. */
@NullMarked
package dev.quittance.agent;

import org.jspecify.annotations.NullMarked;
