/** The policy beside a slow one that was written apart from it. */
@NullMarked
package dev.quittance.signer.policy;

import org.jspecify.annotations.NullMarked;
