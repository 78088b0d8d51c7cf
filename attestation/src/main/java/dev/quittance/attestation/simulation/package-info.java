/** Documents without hardware, from a root that says so in its name. */
@NullMarked
package dev.quittance.attestation.simulation;

import org.jspecify.annotations.NullMarked;
