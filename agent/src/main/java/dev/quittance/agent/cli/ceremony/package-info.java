/** The commands of those who decide which signer runs, and of those who hold the shares of its root. */
@NullMarked
package dev.quittance.agent.cli.ceremony;

import org.jspecify.annotations.NullMarked;
