/** The settlement-worker: puts payments on chain, proves them and reports what became of them. */
@NullMarked
package dev.quittance.worker;

import org.jspecify.annotations.NullMarked;
