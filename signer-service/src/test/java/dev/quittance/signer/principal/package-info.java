/** Principals and token rules without a service around them. */
@NullMarked
package dev.quittance.signer.principal;

import org.jspecify.annotations.NullMarked;
