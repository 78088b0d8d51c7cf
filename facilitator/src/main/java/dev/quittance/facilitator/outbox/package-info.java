/** Settlement requests on their way to Kafka. */
@NullMarked
package dev.quittance.facilitator.outbox;

import org.jspecify.annotations.NullMarked;
