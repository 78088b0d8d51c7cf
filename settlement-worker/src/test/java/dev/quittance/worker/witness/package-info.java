/** Tests of what the worker keeps of the signer's log. */
@NullMarked
package dev.quittance.worker.witness;

import org.jspecify.annotations.NullMarked;
