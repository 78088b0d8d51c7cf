/** Builds 402 challenges and the digest that they are bound to. */
@NullMarked
package dev.quittance.gateway.challenge;

import org.jspecify.annotations.NullMarked;
