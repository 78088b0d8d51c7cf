/** What this signer states of itself: its measurement, its live key, and documents that bind the two. */
@NullMarked
package dev.quittance.signer.attestation;

import org.jspecify.annotations.NullMarked;
