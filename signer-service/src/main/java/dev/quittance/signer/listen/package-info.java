/** How callers reach the signer when it has no network of theirs: TLS on a Unix socket that a byte relay carries. */
@NullMarked
package dev.quittance.signer.listen;

import org.jspecify.annotations.NullMarked;
