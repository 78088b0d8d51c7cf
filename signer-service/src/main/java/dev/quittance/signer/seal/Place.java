package dev.quittance.signer.seal;

import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.manifest.AdminKey;
import dev.quittance.protocol.Bytes32;
import java.util.Set;

/**
 * What is here, for a manifest to be about.
 *
 * @param measurement of this process
 * @param policyRoot SHA-256 of the canonical principals file
 * @param declaredAdmins keys of the admins that the principals file declares
 */
record Place(Measurement measurement, Bytes32 policyRoot, Set<AdminKey> declaredAdmins) {}
