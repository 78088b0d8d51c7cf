/** The log against its database. */
@NullMarked
package dev.quittance.signer.transparency;

import org.jspecify.annotations.NullMarked;
