/** What waits, and for how long: the numbers that an operator is woken by. */
@NullMarked
package dev.quittance.facilitator.backlog;

import org.jspecify.annotations.NullMarked;
