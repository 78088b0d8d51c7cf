/** Tests of administrative acts. */
@NullMarked
package dev.quittance.signer.change;

import org.jspecify.annotations.NullMarked;
