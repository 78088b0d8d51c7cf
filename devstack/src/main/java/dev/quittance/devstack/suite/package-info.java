/** The supervisor: starts the devstack's parts and the services as child processes, watches and measures them, stops them in order. */
@NullMarked
package dev.quittance.devstack.suite;

import org.jspecify.annotations.NullMarked;
