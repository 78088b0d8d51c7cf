/** Faults between processes: a TCP proxy that misbehaves on command. */
@NullMarked
package dev.quittance.e2e.fault;

import org.jspecify.annotations.NullMarked;
