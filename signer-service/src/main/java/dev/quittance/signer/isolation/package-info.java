/** Keeping the process's memory from everybody outside of it. */
@NullMarked
package dev.quittance.signer.isolation;

import org.jspecify.annotations.NullMarked;
