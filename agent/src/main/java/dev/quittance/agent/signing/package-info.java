/** Who signs a payment: a key in this process, or an account that the signer-service keeps. */
@NullMarked
package dev.quittance.agent.signing;

import org.jspecify.annotations.NullMarked;
