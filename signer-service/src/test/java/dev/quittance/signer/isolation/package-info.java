/** Tests of what the process keeps to itself. */
@NullMarked
package dev.quittance.signer.isolation;

import org.jspecify.annotations.NullMarked;
