/** Seeded faults on a running suite, and what must hold when they are over. */
@NullMarked
package dev.quittance.e2e.chaos;

import org.jspecify.annotations.NullMarked;
