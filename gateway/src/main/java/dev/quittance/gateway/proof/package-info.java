/** Fresh proof of a payer's key: the sign-in-with-x extension, stateless. */
@NullMarked
package dev.quittance.gateway.proof;

import org.jspecify.annotations.NullMarked;
