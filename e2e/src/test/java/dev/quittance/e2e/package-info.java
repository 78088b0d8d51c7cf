/** The suite seen from outside: it is started as its users start it, and spoken to as its users speak to it. */
@NullMarked
package dev.quittance.e2e;

import org.jspecify.annotations.NullMarked;
