/** Processes that halt at named places of the product, and what must have become of their payments afterwards. */
@NullMarked
package dev.quittance.e2e.crash;

import org.jspecify.annotations.NullMarked;
