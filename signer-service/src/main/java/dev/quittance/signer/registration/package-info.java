/** Registering the declared principals, with their keys and accounts, when the service starts. */
@NullMarked
package dev.quittance.signer.registration;

import org.jspecify.annotations.NullMarked;
