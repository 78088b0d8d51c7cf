/** The commands of a ceremony, as people type them. */
@NullMarked
package dev.quittance.agent.cli.ceremony;

import org.jspecify.annotations.NullMarked;
