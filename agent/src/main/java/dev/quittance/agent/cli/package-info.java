/** The command line {@code quittance pay}. */
@NullMarked
package dev.quittance.agent.cli;

import org.jspecify.annotations.NullMarked;
