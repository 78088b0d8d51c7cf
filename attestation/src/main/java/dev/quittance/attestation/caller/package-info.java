/** How callers of the signer know that the code which answers is the code they expect. */
@NullMarked
package dev.quittance.attestation.caller;

import org.jspecify.annotations.NullMarked;
