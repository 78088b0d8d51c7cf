/** The chain as it grows: blocks, the proof of transfers in them, and the second look at what stays open. */
@NullMarked
package dev.quittance.worker.head;

import org.jspecify.annotations.NullMarked;
