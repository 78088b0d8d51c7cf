/** The signer's transparency log as an agent sees it: what was seen is kept, proofs are verified, whole logs are audited. */
@NullMarked
package dev.quittance.agent.log;

import org.jspecify.annotations.NullMarked;
