/** Primitive values of the protocol: addresses, 32-byte words, hexadecimal text. */
@NullMarked
package dev.quittance.protocol;

import org.jspecify.annotations.NullMarked;
