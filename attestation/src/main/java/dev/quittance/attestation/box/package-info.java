/** Secrets on their way from one key's holder to another's: HPKE (RFC 9180), in one construction for all of them. */
@NullMarked
package dev.quittance.attestation.box;

import org.jspecify.annotations.NullMarked;
