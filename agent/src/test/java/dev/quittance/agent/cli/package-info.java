/** Tests of the command line. */
@NullMarked
package dev.quittance.agent.cli;

import org.jspecify.annotations.NullMarked;
