/** State machine and fees, without I/O. */
@NullMarked
package dev.quittance.worker.attempt;

import org.jspecify.annotations.NullMarked;
