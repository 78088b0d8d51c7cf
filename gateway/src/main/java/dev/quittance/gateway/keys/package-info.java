/** Secret files that are read again while the gateway runs. */
@NullMarked
package dev.quittance.gateway.keys;

import org.jspecify.annotations.NullMarked;
