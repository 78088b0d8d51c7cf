/** Tests of the signer's Unix socket. */
@NullMarked
package dev.quittance.signer.listen;

import org.jspecify.annotations.NullMarked;
