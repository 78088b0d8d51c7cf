/** State machine and request reading, without I/O. */
@NullMarked
package dev.quittance.worker.settlement;

import org.jspecify.annotations.NullMarked;
