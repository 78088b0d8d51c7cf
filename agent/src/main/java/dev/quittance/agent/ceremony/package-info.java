/** How admins and holders bring a signer its manifest and its root. */
@NullMarked
package dev.quittance.agent.ceremony;

import org.jspecify.annotations.NullMarked;
