/** Tests of signing. */
@NullMarked
package dev.quittance.agent.signing;

import org.jspecify.annotations.NullMarked;
