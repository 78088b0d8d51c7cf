/** What a signer and those who bring it its root say to each other. */
@NullMarked
package dev.quittance.attestation.ceremony;

import org.jspecify.annotations.NullMarked;
