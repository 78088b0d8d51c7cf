/** Tests of what an agent keeps of the signer's log. */
@NullMarked
package dev.quittance.agent.log;

import org.jspecify.annotations.NullMarked;
