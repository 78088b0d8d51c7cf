/** How commands reach the signer-service. */
@NullMarked
package dev.quittance.agent.cli.signer;

import org.jspecify.annotations.NullMarked;
