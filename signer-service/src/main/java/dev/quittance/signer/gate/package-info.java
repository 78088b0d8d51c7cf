/** The one gate that every signature passes: the account is the caller's, and the permission is in the journal. */
@NullMarked
package dev.quittance.signer.gate;

import org.jspecify.annotations.NullMarked;
