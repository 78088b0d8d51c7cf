/** What the signer has permitted itself to sign, recorded before any signature exists. */
@NullMarked
package dev.quittance.signer.journal;

import org.jspecify.annotations.NullMarked;
