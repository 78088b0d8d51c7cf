/** Strict JSON: one reading of every text, RFC 8785 canonical form, no silent coercion. */
@NullMarked
package dev.quittance.protocol.json;

import org.jspecify.annotations.NullMarked;
