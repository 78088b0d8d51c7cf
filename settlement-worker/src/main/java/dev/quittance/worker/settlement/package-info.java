/** What becomes of one authorization: its state machine, its rows, the outcomes that are announced. */
@NullMarked
package dev.quittance.worker.settlement;

import org.jspecify.annotations.NullMarked;
