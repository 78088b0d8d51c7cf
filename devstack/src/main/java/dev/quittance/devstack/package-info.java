/** Real PostgreSQL, Kafka and an EVM chain on one machine, each a closeable part that tests and the suite start. */
@NullMarked
package dev.quittance.devstack;

import org.jspecify.annotations.NullMarked;
