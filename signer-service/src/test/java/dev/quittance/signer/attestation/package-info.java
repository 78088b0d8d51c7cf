/** Providers of documents, against a device of the tests' own. */
@NullMarked
package dev.quittance.signer.attestation;

import org.jspecify.annotations.NullMarked;
