/** Two signers over one database. */
@NullMarked
package dev.quittance.signer.gate;

import org.jspecify.annotations.NullMarked;
