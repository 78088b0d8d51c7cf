/** Threads that repeat a piece of work until they are told to stop. */
@NullMarked
package dev.quittance.worker.loop;

import org.jspecify.annotations.NullMarked;
