/** Sponsored gas by day: claimed before a settlement is requested, trued up when its transaction is known. */
@NullMarked
package dev.quittance.facilitator.gas;

import org.jspecify.annotations.NullMarked;
