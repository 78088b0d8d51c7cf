/** What is measured, and what is not. */
@NullMarked
package dev.quittance.signer.measurement;

import org.jspecify.annotations.NullMarked;
