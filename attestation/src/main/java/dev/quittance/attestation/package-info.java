/** What a modelled enclave states of itself, and how anybody checks it. */
@NullMarked
package dev.quittance.attestation;

import org.jspecify.annotations.NullMarked;
