/** Tests of the journal. */
@NullMarked
package dev.quittance.agent.journal;

import org.jspecify.annotations.NullMarked;
