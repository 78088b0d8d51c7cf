/** Puts a price in front of an API: 402 challenges, reservation of authorizations, reverse proxy. */
@NullMarked
package dev.quittance.gateway;

import org.jspecify.annotations.NullMarked;
