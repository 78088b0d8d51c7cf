/** Commands that check what a signer has done. */
@NullMarked
package dev.quittance.agent.cli.audit;

import org.jspecify.annotations.NullMarked;
