/** Events between services: CloudEvents envelope, topics, transactional outbox and inbox, relay and consumer loops. */
@NullMarked
package dev.quittance.events;

import org.jspecify.annotations.NullMarked;
