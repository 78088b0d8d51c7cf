/** The manifest: what may run as the signer, who decides that, and how anybody checks their approvals. */
@NullMarked
package dev.quittance.attestation.manifest;

import org.jspecify.annotations.NullMarked;
