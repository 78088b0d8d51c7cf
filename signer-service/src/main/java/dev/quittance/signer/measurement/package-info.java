/** What runs here, as digests that anybody can compute again from the sources. */
@NullMarked
package dev.quittance.signer.measurement;

import org.jspecify.annotations.NullMarked;
