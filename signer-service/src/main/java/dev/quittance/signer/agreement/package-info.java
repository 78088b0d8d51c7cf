/** How principals agree to single requests whose amount needs it. */
@NullMarked
package dev.quittance.signer.agreement;

import org.jspecify.annotations.NullMarked;
