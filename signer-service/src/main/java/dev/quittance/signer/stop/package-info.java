/** What is stopped: nothing is signed for it until it is resumed. */
@NullMarked
package dev.quittance.signer.stop;

import org.jspecify.annotations.NullMarked;
