/** POST /settle: binds an authorization to a payment, requests its settlement and waits for the outcome. */
@NullMarked
package dev.quittance.facilitator.settle;

import org.jspecify.annotations.NullMarked;
