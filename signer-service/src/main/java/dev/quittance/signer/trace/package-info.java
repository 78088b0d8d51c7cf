/** What the signer tells of its work on standard output, its only way out: a line for each request, and its spans. */
@NullMarked
package dev.quittance.signer.trace;

import org.jspecify.annotations.NullMarked;
