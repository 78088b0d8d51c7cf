/** Has attempts signed, stores the bytes, then sends them. */
@NullMarked
package dev.quittance.worker.send;

import org.jspecify.annotations.NullMarked;
