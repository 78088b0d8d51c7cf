/** Settlement requests on their way in: from Kafka to rows that are ready to be signed. */
@NullMarked
package dev.quittance.worker.intake;

import org.jspecify.annotations.NullMarked;
