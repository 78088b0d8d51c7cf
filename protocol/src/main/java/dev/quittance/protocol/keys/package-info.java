/** Secret keys that replace each other while they are in use. */
@NullMarked
package dev.quittance.protocol.keys;

import org.jspecify.annotations.NullMarked;
