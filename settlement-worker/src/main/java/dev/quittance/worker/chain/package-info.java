/** What is known of the chain at the moment. */
@NullMarked
package dev.quittance.worker.chain;

import org.jspecify.annotations.NullMarked;
