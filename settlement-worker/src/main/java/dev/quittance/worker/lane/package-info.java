/** Relayer accounts: leases, the choice among them, and the loop that signs and sends for one. */
@NullMarked
package dev.quittance.worker.lane;

import org.jspecify.annotations.NullMarked;
