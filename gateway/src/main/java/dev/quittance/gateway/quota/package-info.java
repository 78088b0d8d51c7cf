/** Counts what clients get without paying. */
@NullMarked
package dev.quittance.gateway.quota;

import org.jspecify.annotations.NullMarked;
