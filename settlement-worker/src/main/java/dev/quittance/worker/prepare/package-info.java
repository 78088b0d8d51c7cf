/** Puts on chain what payers signed to be there before their payments settle. */
@NullMarked
package dev.quittance.worker.prepare;

import org.jspecify.annotations.NullMarked;
