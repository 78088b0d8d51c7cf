/** The ways to pay that are known: one package for each, and this registry of them. */
@NullMarked
package dev.quittance.schemes;

import org.jspecify.annotations.NullMarked;
