/** Who may call: principals with their registered keys, and the proof each request carries. */
@NullMarked
package dev.quittance.signer.principal;

import org.jspecify.annotations.NullMarked;
